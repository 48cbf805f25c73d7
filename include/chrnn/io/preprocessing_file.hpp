/// Preprocessing in a file: how images become a network's input and what its classes are called, as metadata and a
/// mean.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/io/read_tensor.hpp>
#include <chrnn/network/network.hpp>
#include <chrnn/network/preprocessing.hpp>

#include <charconv>
#include <cmath>

namespace chrnn::CHRNN_ABI::detail {

/// Adds what a model's preprocessing is, if it is known, to what a file will hold: named texts, and the mean image as
/// the tensor "preprocessing.mean", which refers to `p`. Throws when the name of a class has two lines.
inline void add_preprocessing(preprocessing const& p, std::vector<tensor_bytes>& tensors,
                              std::map<std::string, std::string>& metadata) {
    if (p.classes.empty()) return;
    char digits[32];
    std::string classes;
    for (std::string const& name : p.classes) {
        if (name.find('\n') != std::string::npos)
            fail("a class cannot be called ", in_quotes(name), ": it has two lines");
        classes += name + '\n';
    }
    metadata["classes"] = classes;
    metadata["image_rows"] = std::to_string(p.rows);
    metadata["image_columns"] = std::to_string(p.columns);
    metadata["scale"] = std::string(digits, std::to_chars(digits, digits + sizeof digits, p.scale).ptr);
    if (!p.mean.values.empty())
        tensors.push_back({"preprocessing.mean",
                           "F32",
                           {p.mean.channels, p.mean.rows, p.mean.columns},
                           reinterpret_cast<std::byte const*>(p.mean.values.data()),
                           p.mean.values.size() * sizeof(float)});
}

/// The preprocessing that a file holds; with no classes if it was written without. Throws `error` naming the file when
/// it makes no sense.
inline preprocessing preprocessing_in(tensor_file const& file) {
    preprocessing p;
    auto const refuse = [&](auto const&... reason) {
        fail("the preprocessing in ", in_quotes(file.path), " makes no sense: ", reason...);
    };
    auto const number = [&](char const* key, auto& value) {
        auto const found = file.metadata.find(key);
        if (found == file.metadata.end()) refuse("it has no ", key);
        std::string const& text = found->second;
        auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failure != std::errc() || end != text.data() + text.size() || !(value > 0) || value - value != 0)
            refuse("its ", key, " is ", in_quotes(text, 40));
    };
    auto const classes = file.metadata.find("classes");
    if (classes == file.metadata.end() || !file.metadata.contains("scale")) {
        if (file.entries.contains("preprocessing.mean")) refuse("it has a mean image, but no classes or no scale");
        return p;
    }
    for (std::size_t begin = 0, end; (end = classes->second.find('\n', begin)) != std::string::npos; begin = end + 1)
        p.classes.push_back(classes->second.substr(begin, end - begin));
    number("image_rows", p.rows);
    number("image_columns", p.columns);
    number("scale", p.scale);
    if (auto const found = file.entries.find("preprocessing.mean"); found != file.entries.end()) {
        auto const& mean = found->second;
        if (mean.dtype != "F32" || mean.shape.size() != 3 || mean.shape[0] < 1 || mean.shape[1] != p.rows ||
            mean.shape[2] != p.columns)
            refuse("its mean image is ", mean.dtype, " of ", shape_text(mean.shape), ", its images are of ", p.rows,
                   "x", p.columns);
        p.mean = {mean.shape[0], mean.shape[1], mean.shape[2], read_tensor<float>(file, "preprocessing.mean").values};
        for (float x : p.mean.values)
            if (!std::isfinite(x)) refuse("not all numbers of its mean image are finite");
    }
    return p;
}

/// Of how many classes the network's labels are, of images or of regions.
template <class Net>
constexpr index_t classes_told_apart() {
    constexpr index_t targets = Net::loss::template targets<Net::template in_shape<Net::count - 1>()>();
    return std::is_same_v<typename Net::loss::target, int> && targets > 0 ? Net::classes / targets : Net::classes;
}

/// The same; throws as well when it does not fit `Net`: when its classes are not as many as the network's, or its
/// images do not fit the network's input.
template <class Net>
preprocessing preprocessing_for(tensor_file const& file) {
    preprocessing p = preprocessing_in(file);
    if (p.classes.empty()) return p;
    if (constexpr index_t own = classes_told_apart<Net>(); std::ssize(p.classes) != own)
        fail(in_quotes(file.path), " tells ", p.classes.size(), " classes apart, but the network ", own);
    if (constexpr feature_shape in = Net::input; in.scales == 1) {
        if (p.rows < in.rows() || p.columns < in.columns())
            fail("the images of ", in_quotes(file.path), ", ", p.rows, "x", p.columns, ", are smaller than the input ",
                 in.text().view(), " of the network");
        if (!p.mean.values.empty() && p.mean.channels != in.channels)
            fail("the mean image in ", in_quotes(file.path), " has ", p.mean.channels,
                 " channels, but the input of the network ", in.channels);
    }
    return p;
}

} // namespace chrnn::CHRNN_ABI::detail
