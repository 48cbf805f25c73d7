/// Local response normalisation within each channel.
#pragma once

#include <chrnn/layer/normalisation.hpp>

#include <algorithm>
#include <ratio>

namespace chrnn::CHRNN_ABI::detail {

/// The kernels' part of `lrn_within_channel` that all need: places of a plane of `In` and the `Side` x `Side` around.
template <feature_shape In, index_t Side, class Alpha, class V>
struct response_in_plane {
    static constexpr index_t reach = Side / 2, rows = In.rows(), width = In.columns();
    static constexpr index_t lanes = simd_traits<V>::width;
    using response = normalised_response<Alpha, Side * Side, V>;

    /// Whether all columns around those of a V from `column` on are there.
    CHRNN_INLINE static constexpr bool inside(index_t column) {
        return reach <= column && column + lanes + reach <= width;
    }
    /// The sum of what `of(V at a place)` makes of the numbers around `column` of row `row`, counted through all
    /// planes. A register needs all columns around; a single number does without those that are not there.
    template <class T, class Of>
    CHRNN_INLINE static V around(T const* from, index_t row, index_t column, Of const& of) {
        index_t const r = row % rows;
        V sum = simd_traits<V>::fill(0);
        for (index_t i = r < reach ? -r : -reach; i <= reach && r + i < rows; ++i)
            for (index_t j = -reach; j <= reach; ++j)
                if (lanes > 1 || (0 <= column + j && column + j < width))
                    sum = sum + of(simd_traits<V>::load(from + (row + i) * width + column + j));
        return sum;
    }
    template <class T>
    CHRNN_INLINE static response at(T const* x, index_t row, index_t column) {
        return response::of(simd_traits<V>::load(x + row * width + column),
                            around(x, row, column, [](V a) { return a * a; }));
    }
};

/// Calls `act<W>(column)` for the columns of a V: at once, or one by one where some around are missing.
template <class Planes, class V, class Act>
CHRNN_INLINE void each_inside(index_t column, Act const& act) {
    if constexpr (simd_traits<V>::width == 1) {
        act.template operator()<V>(column);
    } else if (Planes::inside(column)) {
        act.template operator()<V>(column);
    } else {
        using scalar = typename simd_traits<V>::scalar;
        for (index_t i = 0; i < simd_traits<V>::width; ++i) act.template operator()<scalar>(column + i);
    }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// y = x / (1 + `Alpha` / `Side`^2 times the sum of x^2 over the `Side` x `Side` numbers around in the same channel,
/// none beyond the edge)^0.75, as Caffe's WITHIN_CHANNEL. `Alpha` is a std::ratio.
template <index_t Side, class Alpha = std::ratio<1, 10'000>>
struct lrn_within_channel : detail::normalisation<"lrn_within_channel"> {
    static_assert(Side % 2 == 1, "chrnn: lrn_within_channel normalises over an odd number of rows and columns");

    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        auto const along = [](detail::axis_range of, index_t extent) -> detail::axis_range {
            if (of.empty()) return of;
            return {std::max(index_t{0}, of.begin - Side / 2), std::min(extent, of.end + Side / 2)};
        };
        return {along(out.rows, In.rows()), along(out.columns, In.columns())};
    }
    static std::string text() {
        return "within " + std::to_string(Side) + "x" + std::to_string(Side) + ", alpha " + std::to_string(Alpha::num) +
               "/" + std::to_string(Alpha::den);
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        p.on.template parallel_for_simd<T>(p.samples * In.channels * In.rows(), In.columns(),
                                           normalise<In, T>{p.x, p.y});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        index_t const rows = p.samples * In.channels * In.rows();
        p.on.template parallel_for_simd<T>(rows, In.columns(), share_gradient<In, T>{p.x, p.dy, p.scratch});
        p.on.template parallel_for_simd<T>(rows, In.columns(), pass_back<In, T>{p.x, p.dy, p.scratch, p.dx});
    }

    // Kernels over the rows of all planes and their columns.

    template <feature_shape In, class V>
    using planes = detail::response_in_plane<In, Side, Alpha, V>;

    template <feature_shape In, class T>
    struct normalise {
        T const* x;
        T* y;

        template <class V>
        CHRNN_INLINE void operator()(index_t row, index_t first) const {
            detail::each_inside<planes<In, V>, V>(first, [&]<class W>(index_t column) {
                simd_traits<W>::store(y + row * In.columns() + column, planes<In, W>::at(x, row, column).y());
            });
        }
    };
    /// What a number passes to its neighbours.
    template <feature_shape In, class T>
    struct share_gradient {
        T const *x, *dy;
        T* share;

        template <class V>
        CHRNN_INLINE void operator()(index_t row, index_t first) const {
            detail::each_inside<planes<In, V>, V>(first, [&]<class W>(index_t column) {
                index_t const i = row * In.columns() + column;
                simd_traits<W>::store(share + i,
                                      planes<In, W>::at(x, row, column).shared(simd_traits<W>::load(dy + i)));
            });
        }
    };
    template <feature_shape In, class T>
    struct pass_back {
        T const *x, *dy, *share;
        T* dx;

        template <class V>
        CHRNN_INLINE void operator()(index_t row, index_t first) const {
            detail::each_inside<planes<In, V>, V>(first, [&]<class W>(index_t column) {
                index_t const i = row * In.columns() + column;
                auto const here = planes<In, W>::at(x, row, column);
                W const shares = planes<In, W>::around(share, row, column, [](W a) { return a; });
                simd_traits<W>::store(dx + i, here.passed(simd_traits<W>::load(dy + i)) - here.taken(here.x, shares));
            });
        }
    };
};

} // namespace chrnn::CHRNN_ABI
