/// Row blocks: the rows of a plane in parts that fit a small cache.
#pragma once

#include <chrnn/shape/region_box.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// `Rows` rows in as few blocks of equal height, but for the last, as hold at most `Numbers` numbers each, at `Width`
/// to a row; of one row where that has more.
template <index_t Rows, index_t Width, index_t Numbers>
struct row_blocks {
    static constexpr index_t rows_that_fit = std::max<index_t>(1, Numbers / Width);
    static constexpr index_t count = (Rows + rows_that_fit - 1) / rows_that_fit, height = (Rows + count - 1) / count;

    CHRNN_INLINE static constexpr axis_range block(index_t i) {
        return {i * height, i * height + height < Rows ? i * height + height : Rows};
    }
};

} // namespace chrnn::CHRNN_ABI::detail
