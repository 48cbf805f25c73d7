/// One tensor of a safetensors file by name, as numbers.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>
#include <chrnn/io/dtype.hpp>
#include <chrnn/io/file_shape.hpp>
#include <chrnn/io/stored_number.hpp>
#include <chrnn/io/tensor_file.hpp>

#include <type_traits>

namespace chrnn::CHRNN_ABI::detail {

/// The numbers of a tensor in row-major order, and its shape.
template <class T>
struct named_tensor {
    std::vector<index_t> shape;
    std::vector<T> values;
};

/// Whether a T holds every number of type `dtype`: a float those of 16 bits, too.
template <class T>
constexpr bool holds(std::string_view dtype) {
    return dtype == dtype_of<T> || (std::is_same_v<T, float> && (dtype == "F16" || dtype == "BF16"));
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `read_tensor<float>(read_safetensors("case.safetensors"), "hrnn6.6.se.weight_x")`. Floats are also read from F16 and
/// BF16, of which a float holds every number. Throws when the file has no tensor of that name, or one of another type
/// than T.
template <class T>
detail::named_tensor<T> read_tensor(tensor_file const& file, std::string const& name) {
    static_assert(!detail::dtype_of<T>.empty(), "chrnn: safetensors files hold no numbers of this type");
    auto const found = file.entries.find(name);
    if (found == file.entries.end()) fail(detail::in_quotes(file.path), " has no tensor ", detail::in_quotes(name));
    auto const& entry = found->second;
    if (!detail::holds<T>(entry.dtype))
        fail("the tensor ", detail::in_quotes(name), " of ", detail::in_quotes(file.path), " is of ",
             detail::in_quotes(entry.dtype, 30), ", not of ", detail::dtype_of<T>);
    detail::named_tensor<T> all{entry.shape, {}};
    auto const bytes = file.bytes(entry);
    auto const read = [&]<class Stored>(Stored) {
        all.values.resize(bytes.size() / sizeof(Stored));
        for (std::size_t i = 0; i < all.values.size(); ++i)
            all.values[i] = static_cast<T>(detail::number_at<Stored>(bytes, static_cast<index_t>(i)));
    };
    if (!detail::with_stored_type(entry.dtype, [&]<class Stored>() { read(Stored{}); })) read(T{});
    return all;
}

} // namespace chrnn::CHRNN_ABI
