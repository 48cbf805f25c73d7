/// The test of a trained network, with a picture of what it says of some of the images.
#pragma once

#include <chrnn/fit/evaluate.hpp>
#include <chrnn/report.hpp>

#include <algorithm>

/// Tests `net` on `data` and saves a sheet of `shown` of its images, every `every`-th, with what it takes them for.
template <class Net>
chrnn::metrics test_with_sheet(Net& net, chrnn::dataset const& data, std::string const& title, std::string const& file,
                               chrnn::index_t shown, chrnn::index_t every = 1, chrnn::evaluate_options how = {}) {
    std::vector<std::vector<std::uint8_t>> pixels; // of the sheet's images; moved as it grows, they stay where they are
    std::vector<chrnn::sheet_image> sheet;
    auto const& classes = data.classes();
    auto const told_too = how.each;
    how.each = [&](chrnn::index_t item, std::span<double const> p) {
        if (told_too) told_too(item, p);
        if (item % every != 0 || std::ssize(sheet) == shown) return;
        chrnn::bitmap image = data.load(item, 3);
        auto const truth = static_cast<std::size_t>(data.label(item));
        auto const best = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
        pixels.push_back(std::move(image.pixels));
        sheet.push_back({pixels.back(), image.rows, image.columns, 3, classes[truth], classes[best], p[best]});
    };
    chrnn::metrics const result = evaluate(net, data, how);
    image_sheet(title, sheet).save(file);
    return result;
}
