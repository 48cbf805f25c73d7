#include "network.hpp"

#include <chrnn/predict/c_interface.hpp>

template struct chrnn::c_interface<shapes>;
