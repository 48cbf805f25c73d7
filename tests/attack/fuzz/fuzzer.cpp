// What libFuzzer calls.
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    try {
        attack({bytes, size});
    } catch (chrnn::error const&) {
    }
    return 0;
}
