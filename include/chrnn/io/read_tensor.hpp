/// One tensor of a safetensors file by name, as numbers.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/io/dtype.hpp>
#include <chrnn/io/file_shape.hpp>
#include <chrnn/io/in_quotes.hpp>
#include <chrnn/io/tensor_file.hpp>

#include <cstring>

namespace chrnn {

/// The numbers of a tensor in row-major order, and its shape.
template <class T>
struct named_tensor {
    std::vector<index_t> shape;
    std::vector<T> values;
};

/// `read_tensor<float>(read_safetensors("case.safetensors"), "hrnn6.6.se.weight_x")`. Throws when the file has no
/// tensor of that name, or one of another type than T.
template <class T>
named_tensor<T> read_tensor(tensor_file const& file, std::string const& name) {
    static_assert(!dtype_of<T>.empty(), "chrnn: safetensors files hold no numbers of this type");
    auto const found = file.entries.find(name);
    if (found == file.entries.end()) fail(in_quotes(file.path), " has no tensor ", in_quotes(name));
    auto const& entry = found->second;
    if (entry.dtype != dtype_of<T>)
        fail("the tensor ", in_quotes(name), " of ", in_quotes(file.path), " is of ", entry.dtype, ", not of ",
             dtype_of<T>);
    auto const bytes = file.bytes(entry);
    named_tensor<T> all{entry.shape, std::vector<T>(bytes.size() / sizeof(T))};
    if (!bytes.empty()) std::memcpy(all.values.data(), bytes.data(), bytes.size());
    return all;
}

} // namespace chrnn
