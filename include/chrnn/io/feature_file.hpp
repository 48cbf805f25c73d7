/// The feature file: features of images on the disk, each image's with a checksum, so that what is there is used and
/// what is not, or was damaged, is computed. It is a safetensors file: any reader of these reads it.
#pragma once

#include <chrnn/io/checksum.hpp>
#include <chrnn/io/mapped_file.hpp>
#include <chrnn/io/safetensors_header.hpp>

#include <algorithm>
#include <cstring>
#include <memory>

namespace chrnn::CHRNN_ABI::detail {

/// What a file of features holds, which its header says.
struct feature_layout {
    std::string key; ///< of what they were computed from and by
    index_t images, views, numbers;
    std::array<index_t, 3> mean; ///< extents of the mean image; zeros for none

    std::uint64_t row_bytes() const { return static_cast<std::uint64_t>(views * numbers) * sizeof(float); }
    std::uint64_t mean_bytes() const { return static_cast<std::uint64_t>(mean[0] * mean[1] * mean[2]) * sizeof(float); }
    std::uint64_t sum_bytes() const { return static_cast<std::uint64_t>(images + 1) * sizeof(std::uint64_t); }

    /// Eight bytes for its length and the JSON: the checksums of the rows and of the mean image, that image, the rows.
    std::string header() const {
        std::uint64_t end = 0;
        std::string json = R"({"__metadata__":{"format":"chrnn features 1","key":")" + key + R"("})";
        auto const add = [&](char const* name, char const* dtype, std::string const& shape, std::uint64_t bytes) {
            json += std::string(",\"") + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape +
                    R"(,"data_offsets":[)" + std::to_string(end) + "," + std::to_string(end + bytes) + "]}";
            end += bytes;
        };
        add("checksums", "U64", shape_text(std::array{images + 1}), sum_bytes());
        add("mean", "F32", shape_text(mean), mean_bytes());
        add("features", "F32", shape_text(std::array{images, views, numbers}), row_bytes() * images);
        json += "}";
        json.resize((json.size() + 7) / 8 * 8, ' ');
        std::uint64_t const length = json.size();
        std::string text(sizeof length, '\0');
        std::memcpy(text.data(), &length, sizeof length);
        return text + json;
    }
};

/// Rows of features in a file. One that is being made has another name until it is whole, and goes on where an earlier
/// process has left it; a file of another key at its place stays there until then.
class feature_file {
  public:
    /// Throws `error` when what stands at `path` is no file of features, or cannot be read or written.
    feature_file(std::filesystem::path const& path, feature_layout const& layout)
        : path_(path), layout_(layout), header_(layout.header()), made_(!is_ours(path)) {
        if (!made_) {
            own_ = std::make_shared<mapped_file>(path, mapped_file::to_be_read());
            if (own_->size() == size()) {
                own_->map();
                look();
                if (missing_.empty() && has_mean()) return;
            }
        }
        open_to_write();
    }

    /// The images of which there are no features, or damaged ones; and how many of these.
    std::vector<index_t> const& missing() const { return missing_; }
    index_t damaged() const { return damaged_; }
    bool has_mean() const { return sums()[layout_.images] == sum_of(bytes_of_mean()); }
    std::span<float const> mean() const { return numbers_in(bytes_of_mean()); }
    /// All rows, one after another.
    std::span<float const> rows() const { return numbers_in(own_->bytes().subspan(first_row())); }
    std::shared_ptr<void const> owner() const { return own_; }

    void write_mean(std::span<float const> mean) { put(first_mean(), std::as_bytes(mean), layout_.images); }
    void write(index_t image, std::span<float const> row) {
        put(first_row() + static_cast<std::uint64_t>(image) * layout_.row_bytes(), std::as_bytes(row), image);
    }
    /// Behind the last row: the file takes its place, and others may write it.
    void finish() {
        if (!written_) return;
        if (made_)
            own_->rename_to(path_);
        else
            own_->sync();
        own_->release();
    }

  private:
    std::uint64_t first_sum() const { return header_.size(); }
    std::uint64_t first_mean() const { return first_sum() + layout_.sum_bytes(); }
    std::uint64_t first_row() const { return first_mean() + layout_.mean_bytes(); }
    std::uint64_t size() const {
        return first_row() + layout_.row_bytes() * static_cast<std::uint64_t>(layout_.images);
    }

    /// Whether a file of this key stands at `path`; of another key, or nothing, it may be made anew.
    bool is_ours(std::filesystem::path const& path) const {
        if (std::error_code none; !std::filesystem::exists(path, none)) return false;
        input_file file(path);
        auto const begin = file.text(std::min(header_.size(), file.left()));
        if (begin == header_) return true;
        input_file again(path);
        std::uint64_t length = 0;
        if (again.left() >= sizeof length) std::memcpy(&length, again.read(sizeof length).data(), sizeof length);
        std::string const text = again.text(std::min<std::uint64_t>(length, std::min<std::size_t>(again.left(), 4096)));
        if (text.find(R"("format":"chrnn features)") == text.npos)
            fail("there is ", in_quotes(path.native()),
                 ", which is no file of features: give them another name, or remove it");
        return false;
    }
    void open_to_write() {
        std::filesystem::path const place = made_ ? path_.native() + ".unfinished" : path_.native();
        if (std::error_code none; std::filesystem::file_size(place, none) > 0 && !none)
            static_cast<void>(is_ours(place)); // or it is refused
        own_ = std::make_shared<mapped_file>(place);
        written_ = true;
        std::string begin(std::min<std::uint64_t>(header_.size(), own_->size()), '\0');
        if (!begin.empty()) begin = input_file(place).text(begin.size());
        if (begin != header_) {
            if (!made_) fail(in_quotes(place.native()), " has changed while it was read");
            own_->resize(0);
            own_->write(0, std::as_bytes(std::span(header_)));
        }
        own_->resize(size());
        own_->map();
        look();
    }
    void look() {
        missing_.clear();
        damaged_ = 0;
        bool const with_mean = has_mean(); // without it nobody knows what the images lost before they were computed
        for (index_t image = 0; image < layout_.images; ++image) {
            std::uint64_t const sum = sums()[static_cast<std::size_t>(image)];
            if (sum != 0 && with_mean && sum == sum_of(bytes_of(image))) continue;
            missing_.push_back(image);
            damaged_ += sum != 0 ? 1 : 0;
        }
    }
    void put(std::uint64_t at, std::span<std::byte const> bytes, index_t sum_place) {
        std::uint64_t const sum = sum_of(bytes);
        own_->write(at, bytes);
        own_->write(first_sum() + static_cast<std::uint64_t>(sum_place) * sizeof sum,
                    std::as_bytes(std::span(&sum, 1)));
    }

    std::span<std::uint64_t const> sums() const {
        return {reinterpret_cast<std::uint64_t const*>(own_->bytes().data() + first_sum()),
                static_cast<std::size_t>(layout_.images) + 1};
    }
    std::span<std::byte const> bytes_of(index_t image) const {
        return own_->bytes().subspan(first_row() + static_cast<std::uint64_t>(image) * layout_.row_bytes(),
                                     layout_.row_bytes());
    }
    std::span<std::byte const> bytes_of_mean() const {
        return own_->bytes().subspan(first_mean(), layout_.mean_bytes());
    }
    static std::span<float const> numbers_in(std::span<std::byte const> bytes) {
        return {reinterpret_cast<float const*>(bytes.data()), bytes.size() / sizeof(float)};
    }
    static std::uint64_t sum_of(std::span<std::byte const> bytes) {
        checksum sum;
        sum.add(bytes);
        return std::max<std::uint64_t>(sum.number(), 1); // 0 stands where nothing was written
    }

    std::filesystem::path path_;
    feature_layout layout_;
    std::string header_;
    bool made_;            ///< whether it has another name yet
    bool written_ = false; ///< whether it is this process that may write it
    std::shared_ptr<mapped_file> own_;
    std::vector<index_t> missing_;
    index_t damaged_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
