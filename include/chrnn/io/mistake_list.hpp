/// A list of mistakes: what is wrong, kind after kind, as one sentence of bounded length.
#pragma once

#include <chrnn/base/in_quotes.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// "2 missing: 'a', 'b'; 1 unexpected: 'c'".
class mistake_list {
  public:
    void add(std::string item) { listed.push_back(std::move(item)); }
    /// Ends the mistakes of one kind. Of many the first few stand for all: a file does not decide how long a sentence
    /// is.
    void end_kind(char const* heading) {
        constexpr std::size_t most = 8;
        if (!listed.empty()) all.append(all.empty() ? "" : "; ").append(std::to_string(listed.size())).append(heading);
        for (std::size_t i = 0; i < std::min(listed.size(), most); ++i)
            all.append(i == 0 ? ": " : ", ").append(listed[i]);
        if (listed.size() > most) all.append(" and ").append(std::to_string(listed.size() - most)).append(" more");
        listed.clear();
    }
    bool empty() const { return all.empty(); }
    std::string const& text() const { return all; }

    static std::string quoted(std::string_view name) { return in_quotes(name, 60); }

  private:
    std::string all;
    std::vector<std::string> listed; ///< of the kind at hand
};

} // namespace chrnn::CHRNN_ABI::detail
