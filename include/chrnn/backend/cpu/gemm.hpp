/// The matrix product on one thread: blocks that stay in the caches, in memory of our own, so that nothing is allocated
/// and the order of the sums depends on the sizes alone.
#pragma once

#include <chrnn/backend/cpu/gemm_tile.hpp>
#include <chrnn/backend/cpu/memory.hpp>
#include <chrnn/tensor/matrix.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// The blocks of a product: a block of the right factor stays in the L2 cache while the rows of a tile pass through L1.
template <class Factors>
struct gemm_block {
    using T = typename Factors::scalar;
    static constexpr index_t words = 2048 / sizeof(T), depth = words * Factors::per_word, columns = 512;
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
    static constexpr index_t column_bytes = 2048; ///< of a block
    host_storage<std::byte> right_{column_bytes * 512}, left_{column_bytes * most_rows * most_groups};
};

/// A block of a right factor, cut into panels as wide as a tile.
template <class Factors, class T = typename Factors::scalar>
struct panels {
    T const* data;
    index_t panel_step; ///< words from one panel to the next
    index_t row_step;   ///< words from one row of a panel to the next

    /// Words that `columns` columns of packed panels take for each row.
    static constexpr index_t packed_width(index_t columns) { return round_up(columns, gemm_tile<T>::columns); }
    /// Panels behind each other without gaps, of `depth` numbers.
    static constexpr panels packed(T const* data, index_t depth) {
        return {data, words_of<Factors>(depth) * gemm_tile<T>::columns, gemm_tile<T>::columns};
    }
    /// Whether a matrix can be multiplied by where it lies: as its numbers are, with whole panels, and rows near enough
    /// to each other for the processor to fetch ahead.
    static constexpr bool fit(index_t columns, index_t stride) {
        return Factors::per_word == 1 && columns % gemm_tile<T>::columns == 0 && stride * index_t{sizeof(T)} <= 2048;
    }
    static constexpr panels in_place(T const* data, index_t stride) { return {data, gemm_tile<T>::columns, stride}; }
};

/// Lays out words of a square of as many rows of b^T as a register holds words, transposed.
template <class Factors, class T>
void lay_out_square(T const* b, index_t b_stride, T* to, index_t to_stride) {
    constexpr index_t side = pack<T>::width;
    if constexpr (Factors::per_word == 1) {
        transpose_square(b, b_stride, to, to_stride);
    } else {
        alignas(alignment) T square[side * side];
        for (index_t j = 0; j < side; ++j) Factors::lay_out_along(b + j * b_stride, square + j * side);
        transpose_square<T>(square, side, to, to_stride);
    }
}

/// Packs a block of the right factor b (as read: depth x columns) into panels, the last one filled up with 0.
template <reading B, class Factors, class T>
void pack_panels(T const* b, index_t b_stride, index_t depth, index_t columns, T* packed) {
    constexpr index_t width = gemm_tile<T>::columns, side = pack<T>::width, per_word = Factors::per_word;
    index_t const words = words_of<Factors>(depth), full = depth / per_word, whole = columns - columns % width;
    // the first number of word (w, j) of b, and where the word goes
    auto const from = [&](index_t w, index_t j) {
        return b + (B == reading::plain ? w * per_word * b_stride + j : j * b_stride + w * per_word);
    };
    auto const to = [&](index_t w, index_t j) { return packed + j / width * words * width + w * width + j % width; };
    auto const one_by_one = [&](index_t w_begin, index_t w_end, index_t j_begin, index_t j_end) {
        for (index_t w = w_begin; w < w_end; ++w)
            for (index_t j = j_begin; j < j_end; ++j)
                *to(w, j) = Factors::word(from(w, j), B == reading::plain ? b_stride : 1, depth - w * per_word);
    };
    if constexpr (B == reading::plain) {
        for (index_t w = 0; w < full; ++w)
            for (index_t j = 0; j < whole; j += side) Factors::lay_out_below(from(w, j), b_stride, to(w, j));
        one_by_one(full, words, 0, whole);
    } else {
        index_t const deep = full - full % side;
        for (index_t j = 0; j < whole; j += side)
            for (index_t w = 0; w < deep; w += side) lay_out_square<Factors>(from(w, j), b_stride, to(w, j), width);
        one_by_one(deep, words, 0, whole);
    }
    if (whole == columns) return;
    std::fill_n(to(0, whole), words * width, T(0));
    one_by_one(0, words, whole, columns);
}

/// A block of the right factor b (as read: depth x columns) as panels: where it lies if a tile can read it there, else
/// packed in the scratch.
template <reading B, class Factors, class T>
panels<Factors> panels_of(gemm_scratch& scratch, T const* b, index_t b_stride, index_t depth, index_t columns) {
    if (B == reading::plain && panels<Factors>::fit(columns, b_stride)) return panels<Factors>::in_place(b, b_stride);
    pack_panels<B, Factors>(b, b_stride, depth, columns, scratch.right<T>());
    return panels<Factors>::packed(scratch.right<T>(), depth);
}

/// The rows of a product in groups of nearly equal size, as many as a tile takes at most.
template <class T>
struct row_groups {
    index_t rows, count = (rows + gemm_tile<T>::rows - 1) / gemm_tile<T>::rows;
    index_t begin(index_t group) const { return rows * group / count; }
    index_t size(index_t group) const { return begin(group + 1) - begin(group); }
};

/// Lays out the columns of `a` that some groups of rows of its transpose are, those of a group next to each other: in
/// place each number would take a cache line of its own, and rows far apart a page.
template <class Factors, class T>
void gather_columns(T const* a, index_t a_stride, index_t depth, row_groups<T> const& groups, index_t first,
                    index_t end, T* to) {
    constexpr index_t most = gemm_scratch::most_rows;
    index_t const words = words_of<Factors>(depth);
    for (index_t w = 0; w < words; ++w)
        for (index_t group = first; group < end; ++group) {
            index_t const k = w * Factors::per_word;
            T const* const from = a + k * a_stride + groups.begin(group);
            T* const row = to + ((group - first) * words + w) * most;
            if (w + 1 < words && a_stride >= most) // in whole registers: what follows is the next row's, and unused
                for (index_t r = 0; r < most; r += pack<T>::width) Factors::lay_out_below(from + r, a_stride, row + r);
            else
                for (index_t r = 0; r < groups.size(group); ++r) row[r] = Factors::word(from + r, a_stride, depth - k);
        }
}

/// Whether rows that far apart map to the same set of the L1 cache, so that those of a tile evict each other.
template <class T>
constexpr bool rows_collide(index_t stride) {
    return stride * index_t{sizeof(T)} % 4096 == 0;
}

/// Lays rows out where they do not collide; returns them.
template <class Factors, class T>
left_factor<T> lay_out_rows(T const* a, index_t a_stride, index_t depth, index_t rows, T* to) {
    constexpr index_t several = pack<T>::width * Factors::per_word;
    index_t const stride = words_of<Factors>(depth) + alignment / index_t{sizeof(T)};
    for (index_t r = 0; r < rows; ++r) {
        T* word = to + r * stride;
        index_t k = 0;
        for (; k + several <= depth; k += several, word += pack<T>::width)
            Factors::lay_out_along(a + r * a_stride + k, word);
        for (; k < depth; k += Factors::per_word) *word++ = Factors::word(a + r * a_stride + k, 1, depth - k);
    }
    return {to, stride, 1};
}

/// c = a b, or c += a b if `add`, for a block of b as panels, at most gemm_block<Factors>::depth deep: c is rows x
/// columns, a (as read) rows x depth.
template <reading A, class Factors, class T>
void multiply_panels(gemm_scratch& scratch, index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride,
                     panels<Factors> b, T* c, index_t c_stride, bool add) {
    using tile = gemm_tile<T>;
    constexpr bool in_place = Factors::per_word == 1;
    index_t const words = words_of<Factors>(depth);
    row_groups<T> const groups{rows};
    for (index_t group = 0; group < groups.count; ++group) {
        index_t const row = groups.begin(group), some = groups.size(group);
        left_factor<T> left{a + row * a_stride, a_stride, 1};
        if constexpr (A == reading::transposed) {
            index_t const place = group % gemm_scratch::most_groups;
            if (place == 0)
                gather_columns<Factors>(a, a_stride, depth, groups, group,
                                        std::min(group + gemm_scratch::most_groups, groups.count), scratch.left<T>());
            left = {scratch.left<T>() + place * words * gemm_scratch::most_rows, 1, gemm_scratch::most_rows};
        } else if (!in_place || (rows_collide<T>(a_stride) && columns > tile::columns)) {
            left = lay_out_rows<Factors>(left.data, a_stride, depth, some, scratch.left<T>());
        }
        index_t const at_once = panels_at_once<T>(some) * tile::columns, whole = columns - columns % tile::columns,
                      together = whole - whole % at_once;
        auto const multiply = [&](index_t column, bool several, T* to, index_t to_stride, bool add_there) {
            tile_of<Factors>(some, several)(words, left, b.data + column / tile::columns * b.panel_step, b.panel_step,
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
template <reading A, reading B, class Factors, class T>
void multiply_block(gemm_scratch& scratch, index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride,
                    T const* b, index_t b_stride, T* c, index_t c_stride, bool add) {
    using block = gemm_block<Factors>;
    for (index_t column = 0; column < columns; column += block::columns)
        for (index_t k = 0; k == 0 || k < depth; k += block::depth) { // once also without depth: then c is 0
            index_t const width = std::min(block::columns, columns - column), deep = std::min(block::depth, depth - k);
            T const* const from = b + (B == reading::plain ? k * b_stride + column : column * b_stride + k);
            multiply_panels<A>(scratch, rows, width, deep, a + (A == reading::plain ? k : k * a_stride), a_stride,
                               panels_of<B, Factors>(scratch, from, b_stride, deep, width), c + column, c_stride,
                               add || k > 0);
        }
}

} // namespace chrnn::CHRNN_ABI::detail
