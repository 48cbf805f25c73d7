/// A reader of event files: the records with their checksums, and what the events say, as TensorBoard would take it.
#pragma once

#include "temporary_folder.hpp"

#include <chrnn/caffe/message.hpp>
#include <chrnn/io/record_file.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

struct read_event {
    std::string tag{}, kind{}, text{}; ///< kind: "version", "start", "scalar", "image", "histogram", "text"
    std::uint64_t step = 0;
    std::vector<float> numbers{}; ///< of an image rows, columns, channels; of a histogram all but ends and counts
    std::vector<float> ends{}, counts{};
};

/// The whole records of a file; throws where one is damaged or cut off.
inline std::vector<std::string> records(std::string const& file) {
    std::vector<std::string> all;
    for (std::string_view left = file; !left.empty();) {
        std::uint64_t length = 0;
        std::uint32_t sums[2]{};
        if (left.size() < 12) chrnn::fail("record ", all.size(), " is cut off");
        std::memcpy(&length, left.data(), 8), std::memcpy(&sums[0], left.data() + 8, 4);
        if (sums[0] != chrnn::detail::masked_crc32c(left.substr(0, 8)))
            chrnn::fail("length ", all.size(), " is damaged");
        left.remove_prefix(12);
        if (left.size() < length + 4) chrnn::fail("record ", all.size(), " is cut off");
        all.emplace_back(left.substr(0, length));
        std::memcpy(&sums[1], left.data() + length, 4);
        if (sums[1] != chrnn::detail::masked_crc32c(all.back())) chrnn::fail("record ", all.size() - 1, " is damaged");
        left.remove_prefix(length + 4);
    }
    return all;
}

inline void read_value(chrnn::detail::message value, read_event& to) {
    while (value.next())
        if (value.field() == 1) {
            to.tag = value.text();
        } else if (value.field() == 2) {
            to.kind = "scalar";
            value.append_to<float>(to.numbers);
        } else if (value.field() == 4) {
            to.kind = "image";
            for (auto image = value.inside("an image"); image.next();)
                if (image.field() < 4)
                    to.numbers.push_back(static_cast<float>(image.number()));
                else
                    to.text = image.text();
        } else if (value.field() == 5) {
            to.kind = "histogram";
            for (auto part = value.inside("a histogram"); part.next();)
                part.append_to<double>(part.field() == 6 ? to.ends : part.field() == 7 ? to.counts : to.numbers);
        } else if (value.field() == 8) {
            for (auto tensor = value.inside("a tensor"); tensor.next();)
                if (tensor.field() == 8) to.text = tensor.text();
        } else if (value.field() == 9) {
            for (auto metadata = value.inside("metadata"); metadata.next();)
                for (auto plugin = metadata.inside("a plugin"); plugin.next();) to.kind = plugin.text();
        }
}

inline std::vector<read_event> events(std::string const& file) {
    std::vector<read_event> all;
    std::string const name = "events";
    for (std::string const& record : records(file)) {
        read_event& one = all.emplace_back();
        for (chrnn::detail::message event(name, std::as_bytes(std::span(record)), "an event"); event.next();)
            if (event.field() == 2) {
                one.step = static_cast<std::uint64_t>(event.number());
            } else if (event.field() == 3) {
                one.kind = "version", one.text = event.text();
            } else if (event.field() == 7) {
                one.kind = "start";
            } else if (event.field() == 5) {
                for (auto summary = event.inside("a summary"); summary.next();)
                    read_value(summary.inside("a value"), one);
            }
    }
    return all;
}

/// What TensorBoard makes of a folder: the files in the order of their names, and what a restart takes back left out.
inline std::vector<read_event> events_in(std::filesystem::path const& folder) {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<read_event> all;
    for (auto const& file : files)
        for (read_event const& one : events(contents(file)))
            if (one.kind == "start")
                std::erase_if(all, [&](read_event const& before) { return before.step >= one.step; });
            else if (one.kind != "version")
                all.push_back(one);
    return all;
}
