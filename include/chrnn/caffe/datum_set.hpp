/// The datum set: a data set in a database of Caffe's, LMDB.
#pragma once

#include <chrnn/caffe/datum.hpp>
#include <chrnn/caffe/lmdb.hpp>
#include <chrnn/data/dataset.hpp>
#include <chrnn/data/resize.hpp>

namespace chrnn::CHRNN_ABI {

/// The images of an LMDB that Caffe's `convert_imageset` wrote, raw or encoded, resized to `side` x `side`; their order
/// is that of the keys. Raw ones have planes of blue, green and red there and come in red, green, blue. Nobody may
/// write to the database meanwhile, and it is trusted as a program is: LMDB checks its pages not at all.
class datum_set : public dataset {
  public:
    /// Reads every label, and the images when they are asked for. Without `classes` they are named by their numbers, up
    /// to the largest label. Throws an error when there is no such database or it is empty, and one that names the key
    /// where an entry is no datum, a label is of no class, or the keys are not in the order of their bytes.
    explicit datum_set(std::filesystem::path path, index_t side = 256, std::vector<std::string> classes = {})
        : database_(std::move(path)), side_(side), classes_(std::move(classes)) {
        if (side < 1) fail("images cannot be resized to a side of ", side, " pixels");
        list();
    }

    index_t size() const override { return std::ssize(items_); }
    index_t rows() const override { return side_; }
    index_t columns() const override { return side_; }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return items_[static_cast<std::size_t>(i)].label; }
    /// The key.
    std::string name(index_t i) const override { return items_[static_cast<std::size_t>(i)].key; }
    bitmap load(index_t i, index_t channels) const override {
        std::string const& key = items_[static_cast<std::size_t>(i)].key;
        std::string const where = place(key);
        return database_.with(key, [&](std::span<std::byte const> bytes) {
            return resize(detail::image_of(datum_in(bytes, where), channels, where), side_, side_);
        });
    }

  private:
    struct item {
        std::string key;
        int label;
    };

    /// What an entry is called in error sentences.
    std::string place(std::string const& key) const { return database_.path().native() + "/" + key; }
    static detail::datum datum_in(std::span<std::byte const> bytes, std::string const& where) {
        return detail::read_datum(detail::message(where, bytes, "the datum"));
    }

    void list() {
        constexpr index_t most_classes = 1'000'000; // unless their names are given
        index_t const end = classes_.empty() ? most_classes : std::ssize(classes_);
        index_t largest = -1;
        database_.each([&](std::string key, std::span<std::byte const> bytes) {
            std::string const where = place(key);
            auto const refuse = [&](auto const&... reason) {
                fail("cannot read ", detail::in_quotes(where), ": ", reason...);
            };
            if (!items_.empty() && key <= items_.back().key)
                refuse("it stands behind ", detail::in_quotes(items_.back().key), ", not in the order of their bytes");
            index_t const label = datum_in(bytes, where).label;
            if (label < 0 || label >= end) refuse("the label ", label, " is of no class, for there are ", end);
            items_.push_back({std::move(key), static_cast<int>(label)});
            largest = std::max(largest, label);
        });
        if (items_.empty()) database_.refuse("it is empty");
        if (classes_.empty())
            for (index_t k = 0; k <= largest; ++k) classes_.push_back(std::to_string(k));
    }

    detail::lmdb database_;
    index_t side_;
    std::vector<std::string> classes_;
    std::vector<item> items_;
};

} // namespace chrnn::CHRNN_ABI
