/// The confusion matrix of a page, as a table of counts or, where there are many classes, of what was confused most.
#pragma once

#include <chrnn/report/page_table.hpp>
#include <chrnn/train/metrics.hpp>

#include <cmath>
#include <numeric>

namespace chrnn::CHRNN_ABI::detail {

/// The counts, each shaded by its share of the row; right ones are framed and bold, so that nothing hangs on a color.
inline void add_confusion_matrix(html& to, std::vector<std::string> const& classes, metrics const& test) {
    index_t const n = test.classes();
    auto const name = [&](index_t k) { return classes[static_cast<std::size_t>(k)]; };
    std::string const caption = "A row for each true class, a column for each predicted one; right ones are framed.";
    to.element("div", {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Confusion matrix"}},
               [&] {
                   to.element("table", {{"class", "matrix"}}, [&] {
                       add_caption(to, caption);
                       to.element("thead", {}, [&] {
                           to.element("tr", {}, [&] {
                               to.element("td", "");
                               for (index_t k = 0; k < n; ++k) to.element("th", {{"scope", "col"}}, name(k));
                               to.element("th", {{"scope", "col"}}, "recall");
                           });
                       });
                       to.element("tbody", {}, [&] {
                           for (index_t truth = 0; truth < n; ++truth)
                               to.element("tr", {}, [&] {
                                   index_t of_row = 0;
                                   for (index_t k = 0; k < n; ++k) of_row += test.confusion(truth, k);
                                   to.element("th", {{"scope", "row"}, {"title", name(truth)}}, name(truth));
                                   for (index_t k = 0; k < n; ++k) {
                                       index_t const count = test.confusion(truth, k);
                                       double const share =
                                           count == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of_row);
                                       std::string const shade = std::string("background:rgb(var(--") +
                                                                 (truth == k ? "right" : "wrong") + ")/" +
                                                                 fixed_decimal(0.5 * std::sqrt(share), 3) + ")";
                                       to.element("td",
                                                  {{"class", truth == k   ? "right"
                                                             : count == 0 ? "none"
                                                                          : "wrong"},
                                                   {"style", shade}},
                                                  std::to_string(count));
                                   }
                                   to.element("td", of_row == 0 ? "\u2013" : percent(test.class_accuracy(truth), 0));
                               });
                       });
                   });
               });
}

/// What was most often taken for what.
inline void add_confusions(html& to, std::vector<std::string> const& classes, metrics const& test) {
    constexpr std::size_t most = 30;
    index_t const n = test.classes();
    std::vector<index_t> places;
    for (index_t i = 0; i < n * n; ++i)
        if (i / n != i % n && test.confusion(i / n, i % n) > 0) places.push_back(i);
    std::stable_sort(places.begin(), places.end(),
                     [&](index_t a, index_t b) { return test.confusion(a / n, a % n) > test.confusion(b / n, b % n); });
    places.resize(std::min(places.size(), most));
    std::vector<std::vector<std::string>> rows;
    for (index_t const i : places)
        rows.push_back({classes[static_cast<std::size_t>(i / n)], classes[static_cast<std::size_t>(i % n)],
                        std::to_string(test.confusion(i / n, i % n))});
    add_table(to, "What was most often taken for what", {"true class", "taken for", "images"}, rows);
}

} // namespace chrnn::CHRNN_ABI::detail
