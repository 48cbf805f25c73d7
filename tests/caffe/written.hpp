/// Messages written by hand, right ones and wrong ones.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace written {

inline std::string varint(std::uint64_t number) {
    std::string bytes;
    for (; number >= 128; number >>= 7) bytes += static_cast<char>(number | 128);
    return bytes += static_cast<char>(number);
}
inline std::string tag(std::uint64_t field, unsigned wire_type) { return varint(field << 3 | wire_type); }
inline std::string number(std::uint64_t field, std::uint64_t value) { return tag(field, 0) + varint(value); }
inline std::string bytes(std::uint64_t field, std::string const& value) {
    return tag(field, 2) + varint(value.size()) + value;
}
inline std::string raw(auto const& values) {
    return {reinterpret_cast<char const*>(std::data(values)), std::size(values) * sizeof *std::data(values)};
}

/// A BlobProto with a shape.
inline std::string blob(std::vector<std::uint64_t> const& shape, std::vector<float> const& values) {
    std::string dims;
    for (auto extent : shape) dims += varint(extent);
    return bytes(7, bytes(1, dims)) + bytes(5, raw(values));
}
/// A NetParameter of one layer in the present form, with fields besides.
inline std::string net(std::string const& name, std::string const& type, std::vector<std::string> const& blobs,
                       std::string const& more = "") {
    std::string layer = bytes(1, name) + bytes(2, type) + more;
    for (auto const& one : blobs) layer += bytes(7, one);
    return bytes(100, layer);
}

} // namespace written
