/// The row writer: an image that is filled from the top, and takes memory only as far as it has come.
#pragma once

#include <chrnn/data/bitmap.hpp>

#include <utility>

namespace chrnn::CHRNN_ABI::detail {

class row_writer {
  public:
    row_writer(index_t rows, index_t columns, index_t channels) {
        image_.rows = rows;
        image_.columns = columns;
        image_.channels = channels;
        image_.pixels.reserve(static_cast<std::size_t>(rows * columns * channels)); // address space; a page is taken
    }                                                                               // when it is written to

    /// Row `r`, where it may be written to; black when it is new.
    std::uint8_t* row(index_t r) {
        index_t const length = image_.columns * image_.channels;
        if (std::ssize(image_.pixels) < (r + 1) * length)
            image_.pixels.resize(static_cast<std::size_t>((r + 1) * length));
        return image_.pixels.data() + r * length;
    }
    bitmap image() && { return std::move(image_); }

  private:
    bitmap image_;
};

} // namespace chrnn::CHRNN_ABI::detail
