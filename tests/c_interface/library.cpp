#include "network.hpp"

#include <chrnn/predict/c_interface.hpp>

template class chrnn::c_interface<shapes>;
