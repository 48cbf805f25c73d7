// `using namespace std` and `using namespace chrnn` in one program.
#include "beside_std.hpp"

float beside_std() {
    train_small_scenes();
    train_on_samples();
    return checks() ? compute() : 0;
}
