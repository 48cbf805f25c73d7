/// draw_folder FOLDER: one small image for each of 15 classes, in FOLDER/train and FOLDER/test.
#include <chrnn/report/png.hpp>

#include <filesystem>
#include <fstream>
#include <string>

int main(int, char** argument) {
    for (char const* part : {"train", "test"})
        for (unsigned c = 0; c < 15; ++c) {
            auto const folder = std::filesystem::path(argument[1]) / part / ("class_" + std::to_string(c));
            create_directories(folder);
            std::vector<std::uint8_t> pixels(3 * 20 * 20);
            for (std::size_t i = 0; i < pixels.size(); ++i) // of its own colour, and striped in its own width
                pixels[i] =
                    static_cast<std::uint8_t>(i / 3 / (static_cast<std::size_t>(c) + 1) % 2 * 160 + i % 3 * 6 * c);
            auto const file = chrnn::detail::png(pixels, 20, 20, 3);
            std::ofstream(folder / "1.png", std::ios::binary)
                .write(reinterpret_cast<char const*>(file.data()), std::ssize(file));
        }
}
