/// The blob: Caffe's array of numbers, as its files hold it.
#pragma once

#include <chrnn/caffe/message.hpp>
#include <chrnn/io/file_shape.hpp>

namespace chrnn::CHRNN_ABI {

/// Numbers in row-major order, as many as the shape says. Older files give every shape four axes: [1, 1, 1, n] is a
/// vector to them.
struct caffe_blob {
    std::vector<index_t> shape;
    std::vector<float> values; ///< what a file holds in double precision was rounded

    bool operator==(caffe_blob const&) const = default;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

inline constexpr std::size_t most_axes = 32; ///< of a blob: Caffe's own limit

/// Throws unless the blob has as many numbers as its shape says; `refuse` gets the reason.
template <class Refuse>
void check_count(caffe_blob const& blob, Refuse const& refuse) {
    auto const count = element_count(blob.shape);
    if (!count || *count != std::ssize(blob.values))
        refuse("has ", blob.values.size(), " numbers, which do not make the shape ", shape_text(blob.shape));
}

/// The shape without the ones in front of it that Caffe's older files have.
inline std::vector<index_t> without_ones(std::vector<index_t> shape, std::size_t axes) {
    while (shape.size() > axes && shape.front() == 1) shape.erase(shape.begin());
    return shape;
}

/// BlobProto: num, channels, height and width 1 to 4; data 5; shape 7 (dim 1); double_data 8. As in Caffe, the four
/// extents of older files are the shape where they are there. Gradients (6, 9) are passed over.
inline caffe_blob read_blob(message m) {
    caffe_blob blob;
    std::vector<index_t> four(4);
    bool old = false;
    while (m.next()) switch (m.field()) {
        case 1:
        case 2:
        case 3:
        case 4:
            four[m.field() - 1] = m.number();
            old = true;
            break;
        case 5:
            m.append_to<float>(blob.values);
            break;
        case 7:
            for (message shape = m.inside("the shape of a blob"); shape.next();)
                if (shape.field() == 1) shape.append_to(blob.shape, most_axes);
            break;
        case 8:
            m.append_to<double>(blob.values);
        }
    if (old) blob.shape = four;
    check_count(blob, [&](auto const&... reason) { m.refuse(reason...); });
    return blob;
}

} // namespace chrnn::CHRNN_ABI::detail
