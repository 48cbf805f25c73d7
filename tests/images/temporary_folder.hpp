/// A fresh folder for the files of one test, and ways to fill it.
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/data/bitmap.hpp>

#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include <unistd.h>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

/// Removed, with all that is in it, at the end of the test.
class temporary_folder {
  public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "chrnn_images_XXXXXX").string();
        if (!mkdtemp(name.data())) chrnn::fail("no folder for the test's files: ", name);
        path_ = name;
    }
    temporary_folder(temporary_folder const&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::filesystem::path operator/(std::string const& name) const { return path_ / name; }
    std::filesystem::path const& path() const { return path_; }

    /// Writes a file, and the folders that lead to it.
    std::filesystem::path write(std::string const& name, std::span<std::byte const> bytes) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream file(path_ / name, std::ios::binary);
        file.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return path_ / name;
    }
    std::filesystem::path write(std::string const& name, std::string const& text) const {
        return write(name, std::as_bytes(std::span(text)));
    }

  private:
    std::filesystem::path path_;
};

/// A picture with a slope in each channel, so that its compression loses little.
inline chrnn::bitmap any_picture(chrnn::index_t rows, chrnn::index_t columns, chrnn::index_t channels, int seed = 0) {
    chrnn::bitmap image(rows, columns, channels);
    for (chrnn::index_t r = 0; r < rows; ++r)
        for (chrnn::index_t q = 0; q < columns; ++q)
            for (chrnn::index_t c = 0; c < channels; ++c)
                image.at(r, q, c) = static_cast<std::uint8_t>((3 * r + 2 * q + 50 * c + 20 * seed) % 200 + 20);
    return image;
}

/// The picture as a file of the given kind ("jpg", "png" or "bmp").
inline std::vector<std::byte> encoded(chrnn::bitmap const& image, std::string const& kind) {
    std::vector<std::byte> bytes;
    auto const append = [](void* to, void* data, int size) {
        auto const* const first = static_cast<std::byte const*>(data);
        static_cast<std::vector<std::byte>*>(to)->insert(static_cast<std::vector<std::byte>*>(to)->end(), first,
                                                         first + size);
    };
    int const w = static_cast<int>(image.columns), h = static_cast<int>(image.rows),
              n = static_cast<int>(image.channels);
    if (kind == "jpg") stbi_write_jpg_to_func(append, &bytes, w, h, n, image.pixels.data(), 95);
    if (kind == "png") stbi_write_png_to_func(append, &bytes, w, h, n, image.pixels.data(), w * n);
    if (kind == "bmp") stbi_write_bmp_to_func(append, &bytes, w, h, n, image.pixels.data());
    return bytes;
}
