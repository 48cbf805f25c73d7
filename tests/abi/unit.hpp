/// The units of a program, each compiled for an instruction set of its own: a name, and the losses of a short training.
#pragma once

#include <string_view>
#include <vector>

struct unit {
    std::string_view name;
    std::vector<float> (*losses)();
};

/// Those that are linked into this program.
inline std::vector<unit>& units() {
    static std::vector<unit> all;
    return all;
}

struct joins {
    explicit joins(unit one) { units().push_back(one); }
};
