/// The markup of a page: its elements, if all that is opened is closed.
#pragma once

#include "report/elements.hpp"

/// The elements of a page in the order in which they are opened, with all the text within them. Throws where the page
/// is not well-formed.
inline std::vector<element> markup(std::string_view page) {
    auto const require = [&](bool holds, std::string const& what) {
        if (!holds) throw std::runtime_error(what + " before '" + std::string(page.substr(0, 60)) + "'");
    };
    require(chrnn::detail::is_utf8(page), "not UTF-8");
    require(page.starts_with("<!DOCTYPE html>\n"), "no page");
    page.remove_prefix(16);
    std::vector<element> all;
    std::vector<std::size_t> open;
    while (!page.empty()) {
        if (page[0] != '<') {
            auto const words = page.substr(0, page.find('<'));
            require(!open.empty() || words == "\n", "text outside");
            bool const code = !open.empty() && (all[open.back()].tag == "script" || all[open.back()].tag == "style");
            for (std::size_t const one : open) all[one].text += code ? std::string(words) : unescaped(words);
            page.remove_prefix(words.size());
        } else if (page[1] == '/') {
            require(!open.empty(), "nothing to end");
            std::string const end = "</" + all[open.back()].tag + ">";
            require(page.starts_with(end), "no " + end);
            page.remove_prefix(end.size());
            open.pop_back();
        } else {
            element one;
            one.tag = page.substr(1, page.find_first_of(" >/") - 1);
            page.remove_prefix(one.tag.size() + 1);
            while (page.starts_with(' ')) {
                std::size_t const equals = page.find("=\""), end = page.find('"', equals + 2);
                require(equals != page.npos && end != page.npos, "no attribute");
                auto const value = unescaped(page.substr(equals + 2, end - equals - 2));
                require(one.attributes.emplace(page.substr(1, equals - 1), value).second, "an attribute twice");
                page.remove_prefix(end + 1);
            }
            bool const lone = page.starts_with("/>");
            require(lone || page.starts_with('>'), "no end of a tag");
            page.remove_prefix(lone ? 2 : 1);
            if (!lone) open.push_back(all.size());
            all.push_back(std::move(one));
        }
    }
    if (!open.empty()) throw std::runtime_error("no end of " + all[open.back()].tag);
    return all;
}

/// What a reader who does not see the page, or has nothing but it, would miss: nothing, in a good page.
inline std::vector<std::string> barriers(std::vector<element> const& page) {
    std::vector<std::string> found, ids;
    for (element const& one : page)
        if (one.attributes.contains("id")) ids.push_back(one.attributes.at("id"));
    auto const is_id = [&](std::string const& id) { return std::count(ids.begin(), ids.end(), id) == 1; };
    int level = 0;
    std::map<std::string, int> count;
    for (element const& one : page) {
        auto const value = [&](char const* name) {
            auto const at = one.attributes.find(name);
            return at == one.attributes.end() ? std::string() : at->second;
        };
        ++count[one.tag];
        if (one.tag.size() == 2 && one.tag[0] == 'h' && one.tag[1] >= '1' && one.tag[1] <= '6') {
            if (one.tag[1] - '0' > level + 1) found.push_back("heading " + one.text + " skips a level");
            level = one.tag[1] - '0';
        }
        if (one.attributes.contains("id") && !is_id(value("id"))) found.push_back("two of the id " + value("id"));
        if (one.attributes.contains("aria-labelledby") && !is_id(value("aria-labelledby")))
            found.push_back("no " + value("aria-labelledby"));
        if (one.tag == "img" && value("alt").empty()) found.push_back("an image without words");
        if (one.tag == "svg" && value("aria-label").empty() && value("aria-hidden").empty())
            found.push_back("a picture without words");
        if (one.tag == "th" && value("scope").empty()) found.push_back("a heading of nothing in a table");
        for (char const* name : {"src", "href", "xlink:href"})
            if (std::string const to = value(name); !to.empty() && !to.starts_with("data:") &&
                                                    !(to[0] == '#' && is_id(to.substr(1))) &&
                                                    !(one.tag == "a" && to.find(':') == to.npos))
                found.push_back("leads elsewhere: " + to);
    }
    if (count["table"] != count["caption"]) found.push_back("a table without a caption");
    for (char const* tag : {"html", "title", "h1", "header", "main", "nav", "footer"})
        if (count[tag] != 1) found.push_back("not one " + std::string(tag));
    return found;
}
