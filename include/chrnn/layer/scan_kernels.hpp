/// The kernels of a scan beside the cell's: between the order of the image and that of the wavefront.
#pragma once

#include <chrnn/layer/scale.hpp>
#include <chrnn/layer/scale_view.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Kernels of `Scale` on n samples. A row of the image's order is region * n + sample.
template <class Scale>
struct scan_kernels {
    static constexpr index_t D = Scale::D, G = Scale::G, H = Scale::H, C = Scale::C;
    template <class T>
    using memory = typename Scale::template memory<T>;
    template <class T>
    using adjoints = typename Scale::template adjoints<T>;

    /// The row of direction `d` in wavefront order for row (region * n + sample).
    CHRNN_INLINE static constexpr index_t place_row(Scale const& of, index_t d, index_t row, index_t n) {
        index_t const place = of.wave().template place_of<typename Scale::directions_type>(d, row / n);
        return (d * of.regions() + place) * n + row % n;
    }
    /// m.inputs from x, over D P n rows and C columns; in the modified CNN x also stands for the neighbours' h.
    template <class T>
    struct order_inputs {
        Scale of;
        memory<T> m;
        scale_view<T const> x;
        index_t n;

        CHRNN_INLINE void operator()(index_t i, index_t c) const {
            index_t const P = of.regions(), row = row_by_sample(i % (P * n), n, P),
                          to = place_row(of, i / (P * n), row, n);
            T const value = x.at(row, n, c);
            m.inputs[to * C + c] = value;
            if constexpr (Scale::is_local) m.neighbours[to * 2 * H + c] = m.neighbours[to * 2 * H + H + c] = value;
        }
    };
    /// m.neighbours = 0 where no neighbour will write it, over D P n rows in wavefront order and H columns.
    template <class T>
    struct clear_borders {
        Scale of;
        memory<T> m;
        index_t n;

        template <class V>
        CHRNN_INLINE void operator()(index_t row, index_t column) const {
            wavefront const wave = of.wave();
            index_t const place = row / n % wave.regions();
            frame_position const at = wave.position(place, wave.diagonal(place));
            T* const before = m.neighbours + row * 2 * H + column;
            if (at.row == 0) simd_traits<V>::store(before, simd_traits<V>::fill(0));
            if (at.column == 0) simd_traits<V>::store(before + H, simd_traits<V>::fill(0));
        }
    };
    /// m.output = the sum over the directions of h, over P n rows and H columns.
    template <class T>
    struct sum_directions {
        Scale of;
        memory<T> m;
        index_t n;

        template <class V>
        CHRNN_INLINE void operator()(index_t row, index_t column) const {
            V sum = simd_traits<V>::fill(0);
            for (index_t d = 0; d < D; ++d)
                sum =
                    sum + simd_traits<V>::load(m.states[Scale::traits::output] + place_row(of, d, row, n) * H + column);
            simd_traits<V>::store(m.output + row * H + column, sum);
        }
    };
    /// What the modified CNN's regions read in place of neighbours was their own x: its gradient is theirs. Over D P n
    /// rows in wavefront order and C columns.
    template <class T>
    struct add_local_gradient {
        adjoints<T> a;

        template <class V>
        CHRNN_INLINE void operator()(index_t row, index_t column) const {
            T* const to = a.inputs + row * C + column;
            V sum = simd_traits<V>::load(to) + simd_traits<V>::load(a.neighbours + row * 2 * H + column) +
                    simd_traits<V>::load(a.neighbours + row * 2 * H + H + column);
            auto const add = [&]<class... Name>(names<Name...>, T* const* from) {
                index_t k = 0;
                ((sum = sum + simd_traits<V>::fill(T(Scale::local_share(Name{}))) *
                                  simd_traits<V>::load(from[k++] + row * H + column)),
                 ...);
            };
            add(typename Scale::traits::row_names{}, a.row);
            add(typename Scale::traits::column_names{}, a.column);
            simd_traits<V>::store(to, sum);
        }
    };
    /// dx = the sum over the directions of a.inputs, over P n rows and C columns.
    template <class T>
    struct sum_input_gradients {
        Scale of;
        adjoints<T> a;
        scale_view<T> dx;
        index_t n;

        CHRNN_INLINE void operator()(index_t i, index_t c) const {
            index_t const row = row_by_sample(i, n, of.regions());
            T sum = 0;
            for (index_t d = 0; d < D; ++d) sum += a.inputs[place_row(of, d, row, n) * C + c];
            dx.at(row, n, c) = sum;
        }
    };
    /// ds = the gradient of the scale context: that of every gate in every direction, added up. Over P n rows and H
    /// columns.
    template <class T>
    struct context_gradient {
        Scale of;
        memory<T> m;
        T* ds;
        index_t n;

        template <class V>
        CHRNN_INLINE void operator()(index_t row, index_t column) const {
            V sum = simd_traits<V>::fill(0);
            for (index_t d = 0; d < D; ++d)
                for (index_t g = 0; g < G; ++g)
                    sum = sum + simd_traits<V>::load(m.gates + place_row(of, d, row, n) * G * H + g * H + column);
            simd_traits<V>::store(ds + row * H + column, sum);
        }
    };
};

} // namespace chrnn::CHRNN_ABI::detail
