/// The tables of a page: words, figures, and a few figures in large.
#pragma once

#include <chrnn/report/html.hpp>
#include <chrnn/report/named_text.hpp>

#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// A table of words, a row each: "rate", "0.01".
inline void add_words(html& to, std::string const& caption, std::vector<named_text> const& rows) {
    to.element("div", {{"class", "wide"}}, [&] {
        to.element("table", {{"class", "words"}}, [&] {
            to.element("caption", caption);
            to.element("tbody", {}, [&] {
                for (named_text const& one : rows)
                    to.element("tr", {}, [&] {
                        to.element("th", {{"scope", "row"}}, one.name);
                        to.element("td", one.text);
                    });
            });
        });
    });
}

/// A table of figures in a place that can be scrolled, also by the keyboard; the first column names the row.
inline void add_table(html& to, std::string const& caption, std::vector<std::string> const& heading,
                      std::vector<std::vector<std::string>> const& rows) {
    to.element("div", {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}}, [&] {
        to.element("table", {}, [&] {
            to.element("caption", caption);
            to.element("thead", {}, [&] {
                to.element("tr", {}, [&] {
                    for (std::string const& name : heading) to.element("th", {{"scope", "col"}}, name);
                });
            });
            to.element("tbody", {}, [&] {
                for (auto const& row : rows)
                    to.element("tr", {}, [&] {
                        for (std::string const& cell : row)
                            if (&cell == &row.front())
                                to.element("th", {{"scope", "row"}}, cell);
                            else
                                to.element("td", cell);
                    });
            });
        });
    });
}

/// Figures with what they are, large.
inline void add_figures(html& to, std::vector<named_text> const& figures) {
    to.element("dl", {{"class", "figures"}}, [&] {
        for (named_text const& one : figures)
            to.element("div", {}, [&] {
                to.element("dt", one.name);
                to.element("dd", one.text);
            });
    });
}

} // namespace chrnn::CHRNN_ABI::detail
