/// What every user of the library compiles.
#include <chrnn/chrnn.hpp>
