/// What a data set makes of odd files, as one text.
#pragma once

#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <chrnn/images.hpp>

#include <catch2/catch.hpp>

inline std::vector<std::byte> const good_image = encoded(any_picture(4, 4, 3), "png");

/// "image=class, " for every image, or "image: its complaint, "; the complaint alone where all is refused. Paths of the
/// folder count from it.
template <class Open>
std::string outcome(temporary_folder const& folder, Open const& open) {
    auto const sentence = [&](chrnn::error const& problem) {
        std::string text = problem.what();
        CHECK(text.find('\n') == text.npos);
        for (std::string const& own : {folder.path().string() + "/", folder.path().string()})
            for (std::size_t at; (at = text.find(own)) != text.npos;) text.erase(at, own.size());
        return text;
    };
    std::string all;
    try {
        auto const data = open();
        for (chrnn::index_t i = 0; i < data.size(); ++i) try {
                auto const label = static_cast<std::size_t>(data.label(i));
                (void)data.load(i, 3);
                all += data.name(i) + "=" + data.classes()[label] + ", ";
            } catch (chrnn::error const& problem) {
                all += data.name(i) + ": " + sentence(problem) + ", ";
            }
    } catch (chrnn::error const& problem) {
        return sentence(problem);
    }
    return all;
}
