// Prints of every unit in the program its name and its losses.
#include "unit.hpp"

#include <algorithm>
#include <cstdio>

int main() {
    std::ranges::sort(units(), {}, &unit::name);
    for (unit const& one : units()) {
        std::printf("%s", one.name.data());
        for (float loss : one.losses()) std::printf(" %.7f", static_cast<double>(loss));
        std::printf("\n");
    }
}
