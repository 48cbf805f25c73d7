// NumPy's arrays: there are as many numbers as the shape says.
#include "target.hpp"

#include <chrnn/io/npy.hpp>

namespace {

file_bytes array(std::string header, std::size_t bytes) {
    header.resize((10 + header.size() + 63) / 64 * 64 - 10, ' ');
    std::string all("\x93NUMPY\x01\x00", 8);
    all += static_cast<char>(header.size() & 255);
    all += static_cast<char>(header.size() >> 8);
    all += header + std::string(bytes, '\x3F');
    return {all.begin(), all.end()};
}

} // namespace

std::vector<file_bytes> seeds() {
    return {array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24),
            array("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 1), }", 24),
            array("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4)};
}

void attack(std::span<std::uint8_t const> bytes) {
    memory_file const file(bytes);
    auto const read = chrnn::load_npy<float>(file.path());
    std::size_t count = 1;
    for (chrnn::index_t n : read.shape) count *= static_cast<std::size_t>(n);
    if (read.values.size() != count) std::abort();
}
