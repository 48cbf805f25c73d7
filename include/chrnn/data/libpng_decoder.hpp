/// The decoder of PNG by libpng. Needs it: CMake's target chrnn::png.
#pragma once

#include <chrnn/data/decoders.hpp>
#include <chrnn/data/long_jump.hpp>
#include <chrnn/data/row_writer.hpp>

#include <png.h>

namespace chrnn::CHRNN_ABI::detail {

/// A PNG that is being read.
class libpng_file {
  public:
    libpng_file(std::span<std::byte const> bytes, image_header const& header) : header_(header), bytes_(bytes) {
        file_ = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, this, leave, pass_over, nullptr, take, give_back);
        sound_ = file_ && jump_.completes([&] { begin(); }) && png_get_image_width(file_, info_) == header.columns &&
                 png_get_image_height(file_, info_) == header.rows;
    }
    libpng_file(libpng_file const&) = delete;
    libpng_file& operator=(libpng_file const&) = delete;
    ~libpng_file() { png_destroy_read_struct(&file_, &info_, nullptr); }

    bool sound() const { return sound_; } ///< nothing was found damaged so far
    index_t channels() const { return png_get_channels(file_, info_); }
    int passes() const { return passes_; }
    index_t position() const { return position_; } ///< how far the file has been read

    /// One row of a pass, in place.
    void read(std::uint8_t* row) {
        sound_ = sound_ && jump_.completes([&] { png_read_row(file_, row, nullptr); });
    }

  private:
    /// Up to the first row. Other chunks than those of pixels and colours are skipped, and checksums are not compared.
    void begin() {
        info_ = png_create_info_struct(file_);
        if (!info_) jump_.leave(); // memory lacks, and libpng would go on
        png_set_read_fn(file_, this, copy);
        png_set_crc_action(file_, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
#ifdef PNG_IGNORE_ADLER32
        png_set_option(file_, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
        png_set_keep_unknown_chunks(file_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
        png_set_user_limits(file_, static_cast<png_uint_32>(header_.columns), static_cast<png_uint_32>(header_.rows));
        png_read_info(file_, info_);
        png_set_expand(file_); // to eight bits or more, and a palette's colours
        png_set_strip_16(file_);
        png_set_strip_alpha(file_);
        passes_ = png_set_interlace_handling(file_);
        png_read_update_info(file_, info_);
    }

    static void leave(png_structp file, char const*) {
        static_cast<libpng_file*>(png_get_error_ptr(file))->jump_.leave();
    }
    static void pass_over(png_structp, char const*) {}
    static void* take(png_structp, png_alloc_size_t size) { return decoding_budget::take(size); }
    static void give_back(png_structp, void* memory) { std::free(memory); }
    static void copy(png_structp file, png_byte* to, std::size_t count) {
        auto& own = *static_cast<libpng_file*>(png_get_io_ptr(file));
        if (count > own.bytes_.size() - static_cast<std::size_t>(own.position_)) own.jump_.leave();
        std::memcpy(to, own.bytes_.data() + own.position_, count);
        own.position_ += static_cast<index_t>(count);
    }

    image_header const& header_;
    std::span<std::byte const> bytes_;
    index_t position_ = 0;
    png_structp file_ = nullptr;
    png_infop info_ = nullptr;
    int passes_ = 1;
    long_jump jump_;
    bool sound_ = false;
};

inline bitmap decode_by_libpng(std::span<std::byte const> bytes, image_header const& header, index_t channels,
                               decoding_budget& budget) {
    libpng_file file(bytes, header);
    if (!file.sound()) return {};
    row_writer to(header.rows, header.columns, file.channels());
    for (int pass = 0; pass < file.passes(); ++pass)
        for (index_t r = 0; r < header.rows && file.sound(); ++r) {
            // After the last row libpng unpacks what is left, however much: there may be that row, of up to eight bytes
            // a pixel, and a little.
            bool const last = pass + 1 == file.passes() && r + 1 == header.rows;
            if (last && header.data_end - file.position() > 8 * header.columns + 4096) return budget.exceed(), bitmap();
            file.read(to.row(r));
        }
    return file.sound() ? with_channels(std::move(to).image(), channels) : bitmap();
}

inline image_decoder const libpng_is_here = png_decoder = decode_by_libpng;

} // namespace chrnn::CHRNN_ABI::detail
