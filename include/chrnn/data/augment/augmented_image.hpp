/// An augmented image: what an augmentation has made of an image and its labels so far, and the memory to make it in.
#pragma once

#include <chrnn/data/resize.hpp>

#include <array>
#include <span>

namespace chrnn::CHRNN_ABI {

/// Used for one image after another it allocates nothing once it has seen the largest. Refers to what it begins with
/// for as long as no step has changed it.
class augmented_image {
  public:
    /// It is to have `rows` x `columns` pixels. `blank` is the colour of what is cut out, `ignored` the label where
    /// nothing is known. Throws when a side is not positive.
    augmented_image(index_t rows, index_t columns, std::array<std::uint8_t, 3> blank = {}, int ignored = -1)
        : rows_(rows), columns_(columns), blank_(blank), ignored_(ignored) {
        if (rows < 1 || columns < 1) fail("an augmented image cannot have ", rows, " x ", columns, " pixels");
    }
    augmented_image(augmented_image const&) = delete;

    index_t rows() const { return rows_; }       ///< at the end
    index_t columns() const { return columns_; } ///< at the end
    std::array<std::uint8_t, 3> const& blank() const { return blank_; }

    /// Takes an image and a label for each of its pixels [rows, columns], or none at all. Throws when there are others.
    void begin(bitmap const& image, std::span<int const> labels = {}) {
        if (!labels.empty() && std::ssize(labels) != image.rows * image.columns)
            fail("an image of ", image.rows, " x ", image.columns, " pixels came with ", labels.size(), " labels");
        image_ = &image;
        labels_ = labels;
    }

    bitmap const& image() const { return *image_; }
    std::span<int const> labels() const { return labels_; } ///< of its pixels; none if it came without

    /// The image, to be changed where it is.
    bitmap& pixels() {
        if (image_ != &made_[0] && image_ != &made_[1]) {
            made_[0] = *image_;
            image_ = &made_[0];
        }
        return image_ == &made_[0] ? made_[0] : made_[1];
    }
    /// Another image in its place, of `rows` x `columns`. `draw(from, to)` writes its pixels; `nearest(row, column)` is
    /// the number of the old pixel whose label the new one takes over, or -1 where nothing is known.
    template <class Draw, class Nearest>
    void redraw(index_t rows, index_t columns, Draw const& draw, Nearest const& nearest) {
        bool const second = image_ == &made_[0];
        bitmap& to = made_[second];
        to.rows = rows, to.columns = columns, to.channels = image_->channels;
        to.pixels.resize(static_cast<std::size_t>(rows * columns * to.channels));
        draw(*image_, to);
        image_ = &to;
        if (labels_.empty()) return;
        std::vector<int>& new_labels = made_labels_[second];
        new_labels.clear();
        for (index_t r = 0; r < rows; ++r)
            for (index_t q = 0; q < columns; ++q) {
                index_t const place = nearest(r, q);
                new_labels.push_back(place < 0 ? ignored_ : labels_[static_cast<std::size_t>(place)]);
            }
        labels_ = new_labels;
    }
    /// A part of the image, in `rows` x `columns` pixels.
    void resize_part(detail::pixel_box const& of, index_t rows, index_t columns) {
        index_t const width = image_->columns;
        redraw(
            rows, columns,
            [&](bitmap const& from, bitmap& to) {
                if (of.rows == rows && of.columns == columns)
                    detail::cut_out(from, of, to);
                else
                    resizer_.write(from, of, to);
            },
            [&](index_t r, index_t q) {
                return (of.top + (2 * r + 1) * of.rows / (2 * rows)) * width + of.left +
                       (2 * q + 1) * of.columns / (2 * columns);
            });
    }

  private:
    index_t rows_, columns_;
    std::array<std::uint8_t, 3> blank_;
    int ignored_;
    bitmap const* image_ = nullptr;
    std::span<int const> labels_;
    std::array<bitmap, 2> made_; ///< the image is one of these, once it is changed; the next is drawn into the other
    std::array<std::vector<int>, 2> made_labels_;
    detail::resizer resizer_;
};

} // namespace chrnn::CHRNN_ABI
