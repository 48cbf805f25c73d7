/// Products of matrices on the host: cut into blocks that threads share.
#pragma once

#include <chrnn/backend/cpu/gemm_dots.hpp>
#include <chrnn/backend/cpu/team.hpp>
#include <chrnn/backend/cpu/worker_scratch.hpp>

#include <span>

namespace chrnn::CHRNN_ABI::detail {

/// The part of one of several products that a task computes.
struct product_block {
    index_t number, row, rows, column, columns;
};

/// The part of c that `block` is.
template <class T>
T* begin_of(matrices<T> const& c, product_block const& block) {
    return c.data + block.number * c.batch_stride + block.row * c.stride + block.column;
}

/// Cuts `count` products into blocks of at most `most_rows` x `most_columns` by their sizes alone, and calls
/// `act(block, the worker's scratch)`. Blocks of the same columns, which share a right factor, follow each other.
template <class T, class Act>
void divide_products(team& workers, std::span<worker_scratch> scratches, index_t count, matrices<T> const& c,
                     index_t most_rows, index_t most_columns, Act const& act) {
    index_t const down = (c.rows + most_rows - 1) / most_rows, across = (c.columns + most_columns - 1) / most_columns;
    workers.run(count * across * down, [&](index_t task, index_t worker) {
        index_t const row = task % down * most_rows, column = task / down % across * most_columns;
        act(product_block{task / (down * across), row, std::min(most_rows, c.rows - row), column,
                          std::min(most_columns, c.columns - column)},
            scratches[static_cast<std::size_t>(worker)].gemm);
    });
}

/// c = a b^T, or with `Add` c += a b^T, for each of `count` products with few rows.
template <bool Add, class T>
void multiply_few_rows(team& workers, std::span<worker_scratch> scratches, index_t count, matrices<T> const& c,
                       matrices<T const> const& a, matrices<T const> const& b) {
    divide_products(workers, scratches, count, c, c.rows, 64, [&](product_block const& block, gemm_scratch&) {
        multiply_dots(block.rows, block.columns, a.columns, a.data + block.number * a.batch_stride, a.stride,
                      b.data + block.number * b.batch_stride + block.column * b.stride, b.stride, begin_of(c, block),
                      c.stride, Add);
    });
}

/// c = a b, or with `Add` c += a b, for each of `count` products; a and b are read as `A` and `B` say and laid out as
/// `Factors`.
template <reading A, reading B, bool Add, class Factors, class T>
void multiply(team& workers, std::span<worker_scratch> scratches, index_t count, matrices<T> const& c,
              matrices<T const> const& a, matrices<T const> const& b) {
    if constexpr (A == reading::plain && B == reading::transposed && Factors::per_word == 1)
        if (c.rows <= dots_tile::most_rows) return multiply_few_rows<Add>(workers, scratches, count, c, a, b);
    divide_products(workers, scratches, count, c, 512, gemm_block<Factors>::columns,
                    [&](product_block const& block, gemm_scratch& scratch) {
                        multiply_block<A, B, Factors>(
                            scratch, block.rows, block.columns, A == reading::plain ? a.columns : a.rows,
                            a.data + block.number * a.batch_stride + at<A>(a, block.row, 0), a.stride,
                            b.data + block.number * b.batch_stride + at<B>(b, 0, block.column), b.stride,
                            begin_of(c, block), c.stride, Add);
                    });
}

/// Columns of a right factor that are laid out together for many products, in whole panels.
inline constexpr index_t packed_columns = 256;

/// Lays out `count` right factors in `scratch`, one block of the depth after another.
template <class Factors, reading B, class T>
void pack_rhs(team& workers, index_t count, packed_rhs<B, T> const& b, T* scratch) {
    index_t const depth = b.depth(), columns = b.columns(), width = panels<Factors>::packed_width(columns);
    index_t const across = (columns + packed_columns - 1) / packed_columns;
    workers.run(count * across, [&](index_t task, index_t) {
        index_t const i = task / across, column = task % across * packed_columns;
        for (index_t k = 0; k < depth; k += gemm_block<Factors>::depth) {
            index_t const deep = std::min(gemm_block<Factors>::depth, depth - k);
            pack_panels<B, Factors>(b.plain.data + i * b.plain.batch_stride + at<B>(b.plain, k, column), b.plain.stride,
                                    deep, std::min(packed_columns, columns - column),
                                    scratch + i * b.batch_stride() + words_of<Factors>(k) * width +
                                        column * words_of<Factors>(deep));
        }
    });
}

/// c = a b, or with `Add` c += a b, for each of `count` products whose right factors are packed.
template <reading A, bool Add, class Factors, reading B, class T>
void multiply(team& workers, std::span<worker_scratch> scratches, index_t count, matrices<T> const& c,
              matrices<T const> const& a, packed_rhs<B, T> const& b) {
    index_t const depth = b.depth(), width = panels<Factors>::packed_width(b.columns());
    divide_products(
        workers, scratches, count, c, 256, packed_columns, [&](product_block const& block, gemm_scratch& scratch) {
            for (index_t k = 0; k < depth; k += gemm_block<Factors>::depth) {
                index_t const deep = std::min(gemm_block<Factors>::depth, depth - k);
                T const* const right = b.packed + block.number * b.batch_stride() + words_of<Factors>(k) * width +
                                       block.column * words_of<Factors>(deep);
                multiply_panels<A>(scratch, block.rows, block.columns, deep,
                                   a.data + block.number * a.batch_stride + at<A>(a, block.row, k), a.stride,
                                   panels<Factors>::packed(right, deep), begin_of(c, block), c.stride, Add || k > 0);
            }
        });
}

} // namespace chrnn::CHRNN_ABI::detail
