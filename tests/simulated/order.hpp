/// The order in which the simulated device does what it may do in any order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string_view>
#include <vector>

namespace simulated {

/// Said by CHRNN_SIMULATED_ORDER: "eager" does everything at once and threads in ascending order, "lazy" does
/// everything as late as it may and threads in descending order, a number draws from it how much is done when and in
/// which order.
class order {
  public:
    enum kind { eager, lazy, drawn };

    order() {
        char const* const said = std::getenv("CHRNN_SIMULATED_ORDER");
        std::string_view const text = said ? said : "lazy";
        kind_ = text == "eager" ? eager : text == "lazy" ? lazy : drawn;
        if (kind_ == drawn) draw_.seed(std::strtoul(said, nullptr, 10));
    }

    kind which() const { return kind_; }
    unsigned below(unsigned n) { return static_cast<unsigned>(draw_() % n); }
    /// The numbers below n, in the order in which blocks or threads run.
    std::vector<unsigned> of(unsigned n) {
        std::vector<unsigned> all(n);
        std::iota(all.begin(), all.end(), 0u);
        if (kind_ == lazy) std::reverse(all.begin(), all.end());
        if (kind_ == drawn) std::shuffle(all.begin(), all.end(), draw_);
        return all;
    }

  private:
    kind kind_;
    std::mt19937_64 draw_;
};

} // namespace simulated
