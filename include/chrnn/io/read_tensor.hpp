/// One tensor of a safetensors file by name, as numbers.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>
#include <chrnn/io/dtype.hpp>
#include <chrnn/io/file_shape.hpp>
#include <chrnn/io/tensor_file.hpp>

#include <cstring>

namespace chrnn::CHRNN_ABI::detail {

/// The numbers of a tensor in row-major order, and its shape.
template <class T>
struct named_tensor {
    std::vector<index_t> shape;
    std::vector<T> values;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `read_tensor<float>(read_safetensors("case.safetensors"), "hrnn6.6.se.weight_x")`. Throws when the file has no
/// tensor of that name, or one of another type than T.
template <class T>
detail::named_tensor<T> read_tensor(tensor_file const& file, std::string const& name) {
    static_assert(!detail::dtype_of<T>.empty(), "chrnn: safetensors files hold no numbers of this type");
    auto const found = file.entries.find(name);
    if (found == file.entries.end()) fail(detail::in_quotes(file.path), " has no tensor ", detail::in_quotes(name));
    auto const& entry = found->second;
    if (entry.dtype != detail::dtype_of<T>)
        fail("the tensor ", detail::in_quotes(name), " of ", detail::in_quotes(file.path), " is of ",
             detail::in_quotes(entry.dtype, 30), ", not of ", detail::dtype_of<T>);
    auto const bytes = file.bytes(entry);
    detail::named_tensor<T> all{entry.shape, std::vector<T>(bytes.size() / sizeof(T))};
    if (!bytes.empty()) std::memcpy(all.values.data(), bytes.data(), bytes.size());
    return all;
}

} // namespace chrnn::CHRNN_ABI
