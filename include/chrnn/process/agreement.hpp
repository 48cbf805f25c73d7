/// Agreement: that all processes of a group are about to do the same.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/process/gather.hpp>

#include <sstream>

namespace chrnn::CHRNN_ABI::detail {

/// What must be the same everywhere: a name, and what it is here, in one line.
struct fact {
    std::string name, value;
};

/// Makes one of anything that can be written.
template <class Value>
fact fact_of(std::string name, Value const& value) {
    std::ostringstream text;
    text.precision(17);
    text << value;
    return {std::move(name), text.str()};
}

/// Throws in every process the same sentence about the first fact that is not the same everywhere, in all but the first
/// as a `departure`.
inline void check_agreement(process_group& group, std::vector<fact> const& facts) {
    if (group.size() == 1) return;
    std::string mine;
    for (fact const& one : facts) mine += one.name + '\t' + one.value + '\n';
    auto const all = gather_texts(group, mine);
    for (std::size_t rank = 1; rank < all.size(); ++rank) {
        if (all[rank] == all[0]) continue;
        std::istringstream here(all[0]), there(all[rank]);
        for (std::string a, b; std::getline(here, a) && std::getline(there, b);) {
            if (a == b) continue;
            auto const name = a.substr(0, a.find('\t'));
            auto const value = [](std::string const& line) { return in_quotes(line.substr(line.find('\t') + 1), 100); };
            fail_in_all(group, "the processes do not do the same: ", name, " is ", value(a), " in process 0, but ",
                        value(b), " in process ", rank);
        }
        fail_in_all(group, "the processes do not do the same: process ", rank, " has other settings than process 0");
    }
}

} // namespace chrnn::CHRNN_ABI::detail
