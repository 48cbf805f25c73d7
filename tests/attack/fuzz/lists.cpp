// Lists of images, of all three kinds, and lists of classes.
#include "target.hpp"

#include <chrnn/data/list_file.hpp>
#include <chrnn/data/path_list.hpp>

namespace {

file_bytes text(std::string const& all) { return {all.begin(), all.end()}; }

} // namespace

std::vector<file_bytes> seeds() {
    return {text("a/1.jpg 0\nb/2.jpg 1\r\nc d/3.jpg 2\n"), text("/beach/1.jpg\n/beach/2.jpg\n/forest/1.jpg\n"),

            text("\xEF\xBB\xBF"
                 "beach\nforest\n")};
}

void attack(std::span<std::uint8_t const> bytes) {
    memory_file const file(bytes);
    auto const check = [](chrnn::dataset const& data) {
        for (chrnn::index_t i = 0; i < data.size(); ++i)
            if (data.label(i) < 0 || data.label(i) >= std::ssize(data.classes()) || data.name(i).empty()) std::abort();
    };
    int refused = refuses([&] { check(chrnn::list_file(file.path(), "/nowhere", 8, {"beach", "forest", "harbour"})); });
    refused += refuses([&] { check(chrnn::path_list(file.path(), "/nowhere", 8)); });
    refused += refuses([&] { (void)chrnn::read_class_names(file.path()); });
    if (refused == 3) chrnn::fail("it is none of the lists");
}
