/// The tables of a page: words, figures, and a few figures in large.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/report/decimal.hpp>
#include <chrnn/report/html.hpp>
#include <chrnn/report/named_text.hpp>

#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Stays in sight where the table is scrolled.
inline void add_caption(html& to, std::string const& caption) {
    to.element("caption", {}, [&] { to.element("span", caption); });
}

/// A table of words, a row each: "rate", "0.01".
inline void add_words(html& to, std::string const& caption, std::vector<named_text> const& rows) {
    to.element("div", {{"class", "wide"}}, [&] {
        to.element("table", {{"class", "words"}}, [&] {
            add_caption(to, caption);
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

/// A table in a place that can be scrolled, also by the keyboard; `add_row(i)` adds the cells of row i.
template <std::invocable<index_t> Row>
void table_of(html& to, std::string const& caption, std::vector<std::string> const& heading, index_t rows,
              Row const& add_row) {
    to.element("div", {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}}, [&] {
        to.element("table", {}, [&] {
            add_caption(to, caption);
            to.element("thead", {}, [&] {
                to.element("tr", {}, [&] {
                    for (std::string const& name : heading) to.element("th", {{"scope", "col"}}, name);
                });
            });
            to.element("tbody", {}, [&] {
                for (index_t i = 0; i < rows; ++i) to.element("tr", {}, [&] { add_row(i); });
            });
        });
    });
}

/// The same of texts; the first column names the row.
inline void add_table(html& to, std::string const& caption, std::vector<std::string> const& heading,
                      std::vector<std::vector<std::string>> const& rows) {
    table_of(to, caption, heading, std::ssize(rows), [&](index_t i) {
        auto const& row = rows[static_cast<std::size_t>(i)];
        for (std::string const& cell : row)
            if (&cell == &row.front())
                to.element("th", {{"scope", "row"}}, cell);
            else
                to.element("td", cell);
    });
}

/// 0.567 as "56.7%".
inline std::string percent(double share, int decimals = 1) { return fixed_decimal(100 * share, decimals) + "%"; }

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
