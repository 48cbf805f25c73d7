/// The kernels of ReLU, local response normalisation and max pooling in one pass over memory.
#pragma once

#include <chrnn/layer/local_response.hpp>
#include <chrnn/layer/pooling.hpp>
#include <chrnn/layer/row_blocks.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The kernels' part of `relu_lrn_pool` that both passes need: numbers of `In` through ReLU and normalisation. A task,
/// a plane of `parallel_for_planes`, is a block of rows of one sample in all its channels; a plane is here that of one
/// channel.
template <feature_shape In, index_t Channels, class Pool, class T>
struct rectified_response {
    using planes = typename Pool::template pooling<In.scale[0]>::one;
    using windows = typename Pool::template windows<In.rows()>;
    static constexpr index_t depth = In.channels, area = planes::inputs, width = planes::width;
    static constexpr index_t most_on_stack = 32768; ///< numbers; beyond that every entry is computed alone
    template <class V>
    using response = local_response<Channels, depth, V>;

    T const* x;

    template <class V>
    CHRNN_INLINE V number(index_t plane, index_t place) const {
        return rectified(simd_traits<V>::load(x + plane * area + place));
    }
    /// Prefetches what the next channel's response needs beyond that of `plane`: planes are too far apart for the
    /// hardware prefetcher.
    void fetch_ahead(index_t plane, index_t place) const {
        __builtin_prefetch(x + (plane + Channels / 2 + 1) * area + place);
    }
    /// Calls `act(the sample's first plane, layer, place)` for entry i of a task of `Blocks`, whose entries are layer
    /// by layer places of the block, in planes `Width` wide; not for those that the last block, which may be of fewer
    /// rows, does not have.
    template <class Blocks, index_t Width, class Act>
    CHRNN_INLINE static void for_entry(index_t task, index_t i, Act const& act) {
        constexpr index_t several = Blocks::height * Width;
        axis_range const rows = Blocks::block(task % Blocks::count);
        index_t const place = rows.begin * Width + i % several;
        if (place < rows.end * Width) act(task / Blocks::count * depth, i / several, place);
    }
    /// The response at one place of a plane (sample, channel).
    template <class V>
    CHRNN_INLINE response<V> at(index_t plane, index_t place) const {
        return response<V>::at(plane, [&](index_t other) { return number<V>(other, place); });
    }
};

/// y and, in training, the winners.
template <feature_shape In, index_t Channels, class Pool, class T>
struct normalise_and_choose : rectified_response<In, Channels, Pool, T> {
    using base = rectified_response<In, Channels, Pool, T>;
    using base::depth, base::width;
    using typename base::planes, typename base::windows;
    static constexpr index_t out_width = planes::out_width, stride = windows::stride;
    using blocks = row_blocks<windows::outputs, stride * width, 1024>;
    static constexpr index_t entries = depth * blocks::height * out_width;
    /// Of a channel, what the windows of a block of rows read.
    static constexpr index_t numbers = ((blocks::height - 1) * stride + windows::kernel) * width;

    T *y, *winner;

    template <class V>
    void plane(index_t task) const {
        if constexpr (numbers <= base::most_on_stack && planes::by_rows) {
            axis_range const rows = blocks::block(task % blocks::count), read = read_through<windows>(rows);
            alignas(alignment) T normalised[numbers];
            for (index_t channel = 0; channel < depth; ++channel) {
                index_t const plane = task / blocks::count * depth + channel;
                for_each_simd_overlapping<V>(read.size() * width, [&]<class W>(index_t i) {
                    this->fetch_ahead(plane, read.begin * width + i);
                    simd_traits<W>::store(normalised + i, this->template at<W>(plane, read.begin * width + i).y());
                });
                for (index_t row = rows.begin; row < rows.end; ++row) {
                    index_t const to = plane * planes::outputs + row * out_width;
                    planes::template forward_row<V>(normalised + (windows::window(row).begin - read.begin) * width,
                                                    y + to, part_of(winner, to), row);
                }
            }
        } else {
            for (index_t i = 0; i < entries; ++i) entry(task, i);
        }
    }
    CHRNN_INLINE void entry(index_t task, index_t i) const {
        base::template for_entry<blocks, out_width>(task, i, [&](index_t first, index_t channel, index_t output) {
            index_t const plane = first + channel, to = plane * planes::outputs;
            planes::forward([&](index_t place) { return this->template at<T>(plane, place).y(); }, y + to,
                            part_of(winner, to), output);
        });
    }
};

/// The last `N` of a row of numbers, in registers where all loops over them are unrolled.
template <class T, index_t N>
struct latest {
    T numbers[N] = {}; ///< the newest last

    CHRNN_INLINE void push(T one) {
        for (index_t i = 0; i + 1 < N; ++i) numbers[i] = numbers[i + 1];
        numbers[N - 1] = one;
    }
};

/// dx. An entry is one place of several channels in a row: what neighbours in the row need of one another is computed
/// once.
template <feature_shape In, index_t Channels, class Pool, class T>
struct pass_back_to_winners : rectified_response<In, Channels, Pool, T> {
    using base = rectified_response<In, Channels, Pool, T>;
    using base::depth, base::area, base::width;
    using typename base::planes;
    using blocks = row_blocks<area / width, width, 2048>;
    static constexpr index_t reach = Channels / 2;
    /// Channels of an entry. More would compute less twice at its ends, and leave a device idle in small batches.
    static constexpr index_t in_a_row = std::min<index_t>(depth, 32);
    static constexpr index_t numbers = blocks::height * width; ///< of a channel in a block of rows
    static constexpr index_t entries = (depth + in_a_row - 1) / in_a_row * numbers;

    T const *dy, *winner;
    T* dx;

    template <class V>
    void plane(index_t task) const {
        if constexpr ((2 * Channels + 1) * numbers <= base::most_on_stack) {
            axis_range const rows = blocks::block(task % blocks::count);
            index_t const first = task / blocks::count * depth, n = rows.size() * width;
            alignas(alignment) T d[numbers], passed[Channels][numbers], shared[Channels][numbers]; // the last channels'
            for (index_t ahead = 0; ahead < depth + reach; ++ahead) {
                if (ahead < depth) {
                    index_t const from = (first + ahead) * planes::outputs;
                    std::fill_n(d, n, T(0));
                    planes::scatter(dy + from, winner + from, rows, d);
                    for_each_simd_overlapping<V>(n, [&]<class W>(index_t i) {
                        auto const here = this->template at<W>(first + ahead, rows.begin * width + i);
                        this->fetch_ahead(first + ahead, rows.begin * width + i);
                        W const d_output = simd_traits<W>::load(d + i);
                        simd_traits<W>::store(passed[ahead % Channels] + i, here.passed(d_output));
                        simd_traits<W>::store(shared[ahead % Channels] + i, here.shared(d_output));
                    });
                }
                if (index_t const channel = ahead - reach; channel >= 0)
                    for_each_simd_overlapping<V>(n, [&]<class W>(index_t i) {
                        W const shares = base::template response<W>::around(first + channel, [&](index_t other) {
                            return simd_traits<W>::load(shared[(other - first) % Channels] + i);
                        });
                        finish<W>(first + channel, rows.begin * width + i,
                                  simd_traits<W>::load(passed[channel % Channels] + i), shares);
                    });
            }
        } else {
            for (index_t i = 0; i < entries; ++i) entry(task, i);
        }
    }
    CHRNN_INLINE void entry(index_t task, index_t i) const {
        using local = typename base::template response<T>;
        base::template for_entry<blocks, width>(task, i, [&](index_t first, index_t row, index_t place) {
            index_t const begin = row * in_a_row, end = begin + in_a_row < depth ? begin + in_a_row : depth;
            latest<T, Channels> x, passed, shared; // 0 where there is no channel
            for (index_t newest = begin - 2 * reach; newest < end + 2 * reach; ++newest) {
                x.push(0 <= newest && newest < depth ? this->template number<T>(first + newest, place) : T(0));
                if (newest < begin) continue;
                index_t const middle = newest - reach, oldest = middle - reach,
                              from = (first + middle) * planes::outputs;
                auto const here =
                    local::at(first + middle, [&](index_t other) { return x.numbers[other - first - middle + reach]; });
                T const d_output =
                    0 <= middle && middle < depth ? planes::gather(dy + from, winner + from, place, T(0)) : 0;
                passed.push(here.passed(d_output)), shared.push(here.shared(d_output));
                if (oldest < begin) continue;
                T const shares = local::around(
                    first + oldest, [&](index_t other) { return shared.numbers[other - first - oldest + reach]; });
                finish<T>(first + oldest, place, passed.numbers[reach], shares);
            }
        });
    }

  private:
    template <class V>
    CHRNN_INLINE void finish(index_t plane, index_t place, V passed, V shares) const {
        V const x = this->template number<V>(plane, place);
        V const all = passed - base::template response<V>::taken(x, shares);
        simd_traits<V>::store(dx + plane * area + place, function::relu::backward<0>(all, x, x));
    }
};

} // namespace chrnn::CHRNN_ABI::detail
