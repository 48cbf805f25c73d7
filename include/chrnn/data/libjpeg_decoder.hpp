/// The decoder of JPEG by libjpeg, best libjpeg-turbo. Needs it: CMake's target chrnn::jpeg.
#pragma once

#include <chrnn/data/decoders.hpp>
#include <chrnn/data/long_jump.hpp>
#include <chrnn/data/row_writer.hpp>

#include <cstdio> // which jpeglib.h needs

#include <jpeglib.h>

#include <jerror.h>

namespace chrnn::CHRNN_ABI::detail {

/// A JPEG that is being read.
class libjpeg_file {
  public:
    libjpeg_file(std::span<std::byte const> bytes, image_header const& header, decoding_budget& budget)
        : header_(header), budget_(budget) {
        file_.err = jpeg_std_error(&errors_);
        file_.client_data = this;
        errors_.error_exit = leave;
        errors_.emit_message = judge;
        progress_.progress_monitor = count_scans;
        auto* const first = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(bytes.data())); // older ones' type
        sound_ = jump_.completes([&] {
            jpeg_create_decompress(&file_);
            file_.progress = &progress_;
            file_.mem->max_memory_to_use = static_cast<long>(budget_.left());
            jpeg_mem_src(&file_, first, static_cast<unsigned long>(bytes.size()));
            jpeg_read_header(&file_, TRUE);
        });
        sound_ = sound_ && file_.image_width == header.columns && file_.image_height == header.rows;
    }
    libjpeg_file(libjpeg_file const&) = delete;
    libjpeg_file& operator=(libjpeg_file const&) = delete;
    ~libjpeg_file() { jpeg_destroy_decompress(&file_); }

    bool sound() const { return sound_; } ///< nothing was found damaged so far

    /// Begins, to one channel where the file has it or `channels` is 1 and it has brightness apart from colour, else to
    /// three, or to Adobe's four inks. The answer is how many.
    index_t start(index_t channels) {
        bool const gray =
            file_.jpeg_color_space == JCS_GRAYSCALE || (channels == 1 && file_.jpeg_color_space == JCS_YCbCr);
        file_.scale_num = 1, file_.scale_denom = static_cast<unsigned>(header_.divisor);
        file_.out_color_space = gray ? JCS_GRAYSCALE : file_.num_components == 4 ? JCS_CMYK : JCS_RGB;
        sound_ = sound_ && jump_.completes([&] { jpeg_start_decompress(&file_); });
        return gray ? 1 : file_.num_components == 4 ? 4 : 3;
    }
    index_t rows() const { return file_.output_height; }   ///< once it has begun
    index_t columns() const { return file_.output_width; } ///< once it has begun
    void read(std::uint8_t* row) {
        sound_ = sound_ && jump_.completes([&] { jpeg_read_scanlines(&file_, &row, 1); });
    }

  private:
    static libjpeg_file& of(j_common_ptr file) { return *static_cast<libjpeg_file*>(file->client_data); }

    static void leave(j_common_ptr file) {
        if (file->err->msg_code == JERR_OUT_OF_MEMORY) of(file).budget_.lack();
        of(file).jump_.leave();
    }
    /// Some warnings tell of damage that libjpeg makes up for with pixels of its own.
    static void judge(j_common_ptr file, int level) {
        if (level >= 0) return;
        int const code = file->err->msg_code, end_of_image = 0xD9;
        bool const garbage = code == JWRN_EXTRANEOUS_DATA && file->err->msg_parm.i[1] != end_of_image;
        if (garbage || code == JWRN_HUFF_BAD_CODE || code == JWRN_HIT_MARKER || code == JWRN_MUST_RESYNC ||
            code == JWRN_BOGUS_PROGRESSION || code == JWRN_NOT_SEQUENTIAL || code == JWRN_JPEG_EOF)
            of(file).jump_.leave();
    }
    /// There cannot be more scans than the header knows of, whatever libjpeg takes for one.
    static void count_scans(j_common_ptr file) {
        libjpeg_file& own = of(file);
        if (own.file_.input_scan_number > own.header_.scans) own.jump_.leave();
    }

    image_header const& header_;
    decoding_budget& budget_;
    jpeg_decompress_struct file_{};
    jpeg_error_mgr errors_{};
    jpeg_progress_mgr progress_{};
    long_jump jump_;
    bool sound_ = false;
};

/// The colours of a row of Adobe's inks, which lie there upside down, as Pillow makes them.
inline void mix_inks(std::span<std::uint8_t const> inks, std::uint8_t* colours) {
    for (std::size_t i = 0; i < inks.size(); i += 4)
        for (std::size_t c = 0; c < 3; ++c) {
            int const white = inks[i + 3], product = (255 - inks[i + c]) * white + 128;
            *colours++ = static_cast<std::uint8_t>(white - (((product >> 8) + product) >> 8));
        }
}

inline bitmap decode_by_libjpeg(std::span<std::byte const> bytes, image_header const& header, index_t channels,
                                decoding_budget& budget) {
    libjpeg_file file(bytes, header, budget);
    index_t const own = file.sound() ? file.start(channels) : 0;
    if (!file.sound()) return {};
    index_t const rows = file.rows(), columns = file.columns();
    row_writer to(rows, columns, own == 1 ? 1 : 3);
    std::vector<std::uint8_t> inks(static_cast<std::size_t>(own == 4 ? 4 * columns : 0));
    for (index_t r = 0; r < rows && file.sound(); ++r) {
        file.read(own == 4 ? inks.data() : to.row(r));
        if (own == 4) mix_inks(inks, to.row(r));
    }
    return file.sound() ? with_channels(std::move(to).image(), channels) : bitmap();
}

inline image_decoder const libjpeg_is_here = jpeg_decoder = decode_by_libjpeg;

} // namespace chrnn::CHRNN_ABI::detail
