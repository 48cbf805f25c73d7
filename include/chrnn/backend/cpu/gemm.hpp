/// The matrix product on one thread: blocks that stay in the caches, in memory of our own, so that nothing is allocated
/// and the order of the sums depends on the sizes alone.
#pragma once

#include <chrnn/backend/cpu/gemm_tile.hpp>
#include <chrnn/backend/cpu/memory.hpp>
#include <chrnn/tensor/matrix.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// The blocks of a product of `T`: a block of the right factor stays in the L2 cache while the rows of a tile pass
/// through L1.
template <class T>
struct gemm_block {
    static constexpr index_t depth = 2048 / sizeof(T), columns = 512;
    static_assert(sizeof(T) <= sizeof(double), "chrnn: matrices of float or double are multiplied");
};

/// The packed blocks of one thread.
class gemm_scratch {
  public:
    template <class T>
    T* right() {
        return reinterpret_cast<T*>(right_.data());
    }
    template <class T>
    T* left() {
        return reinterpret_cast<T*>(left_.data());
    }

    static constexpr index_t most_rows = 16;  ///< of a tile, or more
    static constexpr index_t most_groups = 8; ///< of rows that are copied together

  private:
    using block = gemm_block<std::byte>;
    host_storage<std::byte> right_{block::depth * block::columns}, left_{block::depth * most_rows * most_groups};
};

/// A block of a right factor, cut into panels as wide as a tile.
template <class T>
struct panels {
    T const* data;
    index_t panel_step; ///< numbers from one panel to the next
    index_t row_step;   ///< numbers from one row of a panel to the next

    /// Numbers that `columns` columns of packed panels take for each row.
    static constexpr index_t packed_width(index_t columns) { return round_up(columns, gemm_tile<T>::columns); }
    /// Panels behind each other without gaps.
    static constexpr panels packed(T const* data, index_t depth) {
        return {data, depth * gemm_tile<T>::columns, gemm_tile<T>::columns};
    }
    /// Whether a matrix can be multiplied by where it lies: with whole panels, and rows near enough to each other for
    /// the processor to fetch ahead.
    static constexpr bool fit(index_t columns, index_t stride) {
        return columns % gemm_tile<T>::columns == 0 && stride * index_t{sizeof(T)} <= 2048;
    }
    static constexpr panels in_place(T const* data, index_t stride) { return {data, gemm_tile<T>::columns, stride}; }
};

/// Packs a block of the right factor b (as read: depth x columns) into panels, the last one filled up with 0.
template <reading B, class T>
void pack_panels(T const* b, index_t b_stride, index_t depth, index_t columns, T* packed) {
    constexpr index_t width = gemm_tile<T>::columns, side = pack<T>::width;
    index_t const whole = columns - columns % width;
    // entry (k, j) of b, and where it goes
    auto const from = [&](index_t k, index_t j) {
        return b + (B == reading::plain ? k * b_stride + j : j * b_stride + k);
    };
    auto const to = [&](index_t k, index_t j) { return packed + j / width * depth * width + k * width + j % width; };
    auto const one_by_one = [&](index_t k_begin, index_t k_end, index_t j_begin, index_t j_end) {
        for (index_t k = k_begin; k < k_end; ++k)
            for (index_t j = j_begin; j < j_end; ++j) *to(k, j) = *from(k, j);
    };
    if constexpr (B == reading::plain) {
        for (index_t k = 0; k < depth; ++k)
            for (index_t j = 0; j < whole; j += side)
                simd_traits<pack<T>>::store(to(k, j), simd_traits<pack<T>>::load(from(k, j)));
    } else {
        index_t const deep = depth - depth % side;
        for (index_t j = 0; j < whole; j += side)
            for (index_t k = 0; k < deep; k += side) transpose_square(from(k, j), b_stride, to(k, j), width);
        one_by_one(deep, depth, 0, whole);
    }
    if (whole == columns) return;
    std::fill_n(to(0, whole), depth * width, T(0));
    one_by_one(0, depth, whole, columns);
}

/// The rows of a product in groups of nearly equal size, as many as a tile takes at most.
template <class T>
struct row_groups {
    index_t rows, count = (rows + gemm_tile<T>::rows - 1) / gemm_tile<T>::rows;
    index_t begin(index_t group) const { return rows * group / count; }
    index_t size(index_t group) const { return begin(group + 1) - begin(group); }
};

/// Copies the columns of `a` that some groups of rows of its transpose are, those of a group next to each other: in
/// place each number would take a cache line of its own, and rows far apart a page.
template <class T>
void gather_columns(T const* a, index_t a_stride, index_t depth, row_groups<T> const& groups, index_t first,
                    index_t end, T* to) {
    constexpr index_t most = gemm_scratch::most_rows;
    for (index_t k = 0; k < depth; ++k)
        for (index_t group = first; group < end; ++group) {
            T const* const from = a + k * a_stride + groups.begin(group);
            T* const row = to + ((group - first) * depth + k) * most;
            if (k + 1 < depth && a_stride >= most) { // in whole registers: what follows is the next row's, and unused
                for (index_t r = 0; r < most; r += pack<T>::width)
                    simd_traits<pack<T>>::store(row + r, simd_traits<pack<T>>::load(from + r));
            } else {
                std::copy_n(from, groups.size(group), row);
            }
        }
}

/// Whether rows that far apart map to the same set of the L1 cache, so that those of a tile evict each other.
template <class T>
constexpr bool rows_collide(index_t stride) {
    return stride * index_t{sizeof(T)} % 4096 == 0;
}

/// Copies rows to where they do not collide; returns the copy.
template <class T>
left_factor<T> copy_rows(T const* a, index_t a_stride, index_t depth, index_t rows, T* to) {
    index_t const stride = depth + alignment / index_t{sizeof(T)};
    for (index_t r = 0; r < rows; ++r) std::copy_n(a + r * a_stride, depth, to + r * stride);
    return {to, stride, 1};
}

/// c = a b, or c += a b if `add`, for a block of b as panels, at most gemm_block<T>::depth deep: c is rows x columns, a
/// (as read) rows x depth.
template <reading A, class T>
void multiply_panels(gemm_scratch& scratch, index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride,
                     panels<T> b, T* c, index_t c_stride, bool add) {
    using tile = gemm_tile<T>;
    row_groups<T> const groups{rows};
    for (index_t group = 0; group < groups.count; ++group) {
        index_t const row = groups.begin(group), some = groups.size(group);
        left_factor<T> left{a + row * a_stride, a_stride, 1};
        if constexpr (A == reading::transposed) {
            index_t const place = group % gemm_scratch::most_groups;
            if (place == 0)
                gather_columns(a, a_stride, depth, groups, group,
                               std::min(group + gemm_scratch::most_groups, groups.count), scratch.left<T>());
            left = {scratch.left<T>() + place * depth * gemm_scratch::most_rows, 1, gemm_scratch::most_rows};
        } else if (rows_collide<T>(a_stride) && columns > tile::columns) {
            left = copy_rows(left.data, a_stride, depth, some, scratch.left<T>());
        }
        index_t const at_once = panels_at_once<T>(some) * tile::columns, whole = columns - columns % tile::columns,
                      together = whole - whole % at_once;
        auto const multiply = [&](index_t column, bool several, T* to, index_t to_stride, bool add_there) {
            tile_of<T>(some, several)(depth, left, b.data + column / tile::columns * b.panel_step, b.panel_step,
                                      b.row_step, to, to_stride, add_there);
        };
        T* const to = c + row * c_stride;
        for (index_t column = 0; column < together; column += at_once)
            multiply(column, true, to + column, c_stride, add);
        for (index_t column = together; column < whole; column += tile::columns)
            multiply(column, false, to + column, c_stride, add);
        if (whole == columns) continue;
        T sums[tile::rows * tile::columns];
        multiply(whole, false, sums, tile::columns, false);
        for (index_t r = 0; r < some; ++r)
            for (index_t j = 0; j < columns - whole; ++j) {
                T const sum = sums[r * tile::columns + j];
                T& one = to[r * c_stride + whole + j];
                one = add ? one + sum : sum;
            }
    }
}

/// c = a b, or c += a b if `add`, for row-major matrices: c is rows x columns, a (as read) rows x depth, b (as read)
/// depth x columns; each stride is the distance between two rows in memory.
template <reading A, reading B, class T>
void multiply_block(gemm_scratch& scratch, index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride,
                    T const* b, index_t b_stride, T* c, index_t c_stride, bool add) {
    using block = gemm_block<T>;
    for (index_t column = 0; column < columns; column += block::columns)
        for (index_t k = 0; k == 0 || k < depth; k += block::depth) { // once also without depth: then c is 0
            index_t const width = std::min(block::columns, columns - column), deep = std::min(block::depth, depth - k);
            T const* const from = b + (B == reading::plain ? k * b_stride + column : column * b_stride + k);
            panels<T> right = panels<T>::in_place(from, b_stride);
            if (B == reading::transposed || !panels<T>::fit(width, b_stride)) {
                pack_panels<B>(from, b_stride, deep, width, scratch.right<T>());
                right = panels<T>::packed(scratch.right<T>(), deep);
            }
            multiply_panels<A>(scratch, rows, width, deep, a + (A == reading::plain ? k : k * a_stride), a_stride,
                               right, c + column, c_stride, add || k > 0);
        }
}

} // namespace chrnn::CHRNN_ABI::detail
