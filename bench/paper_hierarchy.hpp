/// The hierarchy of the paper alone: 256 channels, scales 6, 3, 2, 1, linked.
#pragma once

#include <chrnn/chrnn.hpp>

inline constexpr chrnn::feature_shape paper_scales = [] {
    chrnn::feature_shape s(256, chrnn::grid(6));
    for (chrnn::index_t side : {3, 2, 1}) s.scale[s.scales++] = chrnn::grid(side);
    return s;
}();
template <class Cell>
struct alone : chrnn::network<chrnn::input_of<paper_scales>,
                              chrnn::hierarchy<Cell, chrnn::all_directions, chrnn::linked>, chrnn::probe> {};
