/// A table in Markdown.
#pragma once

#include <string>
#include <vector>

namespace experiment {

/// `| a | b |`, a line each; the first row is the heading.
inline std::string markdown_table(std::vector<std::vector<std::string>> const& rows) {
    std::string text;
    for (auto const& row : rows) {
        text += '|';
        for (std::string const& cell : row) text.append(" ").append(cell).append(" |");
        text += '\n';
        if (&row != &rows.front()) continue;
        text += '|';
        for (std::size_t i = 0; i < row.size(); ++i) text += "---|";
        text += '\n';
    }
    return text;
}

} // namespace experiment
