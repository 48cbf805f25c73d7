// Lists of images, of all three kinds, and lists of classes.
#include "target.hpp"

#include <chrnn/images.hpp>

namespace {

file_bytes text(std::string const& all) { return {all.begin(), all.end()}; }

} // namespace

std::vector<file_bytes> seeds() {
    return {text("a/1.jpg 0\nb/2.jpg 1\r\nc d/3.jpg 2\n"), text("/beach/1.jpg\n/beach/2.jpg\n/forest/1.jpg\n"),
            text("1\n2\n1\n"),
            text("\xEF\xBB\xBF"
                 "beach\nforest\n")};
}

void attack(std::span<std::uint8_t const> bytes) {
    memory_file const file(bytes);
    auto const read = [&](auto const& make) {
        try {
            auto const data = make();
            for (chrnn::index_t i = 0; i < data.size(); ++i)
                if (data.label(i) < 0 || data.label(i) >= std::ssize(data.classes()) || data.name(i).empty())
                    std::abort();
        } catch (chrnn::error const&) {
        }
    };
    std::vector<std::string> const classes{"beach", "forest", "harbour"};
    read([&] { return chrnn::list_file(file.path(), "/nowhere", 8, classes); });
    read([&] { return chrnn::path_list(file.path(), "/nowhere", 8); });
    try {
        (void)chrnn::read_class_names(file.path());
    } catch (chrnn::error const&) {
    }
}
