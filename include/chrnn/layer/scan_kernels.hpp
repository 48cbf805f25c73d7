/// The kernels of a scan beside the cell's: between the order of the image and that of the wavefront.
#pragma once

#include <chrnn/layer/scale.hpp>
#include <chrnn/layer/scale_view.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Kernels of `Scale` on n samples. A row of the image's order is region * n + sample.
template <class Scale>
struct scan_kernels {
    static constexpr index_t D = Scale::D, G = Scale::G, H = Scale::H, C = Scale::C, K = Scale::K;
    template <class T>
    using memory = typename Scale::template memory<T>;
    template <class T>
    using adjoints = typename Scale::template adjoints<T>;

    /// The row of direction `d`, in wavefront order, for row (region * n + sample), in a buffer that begins with
    /// direction `begin`.
    CHRNN_INLINE static constexpr index_t place_row(Scale const& of, index_t d, index_t begin, index_t row, index_t n) {
        index_t const place = of.wave().template place_of<typename Scale::directions_type>(d, row / n);
        return ((d - begin) * of.regions() + place) * n + row % n;
    }
    /// What row (region * n + sample) of the image stands for in a buffer [D, P, n, width], in every direction.
    template <class T>
    struct row_in_directions {
        T const* of_direction[D];

        CHRNN_INLINE row_in_directions(Scale const& of, T const* buffer, index_t width, index_t row, index_t n) {
            for (index_t d = 0; d < D; ++d) of_direction[d] = buffer + place_row(of, d, 0, row, n) * width;
        }
    };
    /// m.inputs of the directions from `first` on from x, over P n rows of each and C columns; in the modified CNN x
    /// also stands for the neighbours' h.
    template <class T>
    struct order_inputs {
        Scale of;
        memory<T> m;
        scale_view<T const> x;
        index_t n, first;

        struct of_row {
            T *inputs, *neighbours;
            T const* from;
            index_t step;

            CHRNN_INLINE void operator()(index_t c) const {
                T const value = from[c * step];
                inputs[c] = value;
                if constexpr (Scale::is_local)
                    for (index_t k = 0; k < K; ++k) neighbours[k * H + c] = value;
            }
        };
        CHRNN_INLINE of_row row(index_t i) const {
            index_t const P = of.regions(), row = row_by_sample(i % (P * n), n, P),
                          to = place_row(of, first + i / (P * n), m.begin, row, n);
            return {m.inputs + to * C, m.neighbours + to * K * H, &x.at(row, n, 0), x.regions};
        }
    };
    /// m.neighbours of the directions from `first` on = 0 where no neighbour will write it, over P n rows of each in
    /// wavefront order and H columns.
    template <class T>
    struct clear_borders {
        Scale of;
        memory<T> m;
        index_t n, first;

        struct of_row {
            T* before;
            bool outside[K + 1]; ///< whether the neighbour lies there

            template <class V>
            CHRNN_INLINE void operator()(index_t column) const {
                for (index_t k = 0; k < K; ++k)
                    if (outside[k]) simd_traits<V>::store(before + k * H + column, simd_traits<V>::fill(0));
            }
        };
        CHRNN_INLINE of_row row(index_t i) const {
            auto const wave = of.wave();
            index_t const place = i / n % wave.regions(), begin = (first - m.begin) * wave.regions() * n;
            frame_position const here = wave.position(place, wave.front_at(place));
            of_row one{m.neighbours + (begin + i) * K * H, {}};
            for (index_t k = 0; k < K; ++k) {
                frame_position const back = Scale::neighbours_type::back(k);
                one.outside[k] = wave.place(here.row - back.row, here.column - back.column) == wave.none;
            }
            return one;
        }
    };
    /// m.output += the sum of h over `count` directions from `first` on; the first writes. Over P n rows and H columns.
    template <class T>
    struct sum_directions {
        Scale of;
        memory<T> m;
        index_t n, first, count;

        struct of_row {
            T const* h[D];
            T* output;
            index_t first, count;

            template <class V>
            CHRNN_INLINE void operator()(index_t column) const {
                V sum = first == 0 ? simd_traits<V>::fill(0) : simd_traits<V>::load(output + column);
                for (index_t d = 0; d < count; ++d) sum = sum + simd_traits<V>::load(h[d] + column);
                simd_traits<V>::store(output + column, sum);
            }
        };
        CHRNN_INLINE of_row row(index_t i) const {
            of_row one{{}, m.output + i * H, first, count};
            for (index_t d = 0; d < count; ++d)
                one.h[d] = m.states[Scale::traits::output] + place_row(of, first + d, m.begin, i, n) * H;
            return one;
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
            V sum = simd_traits<V>::load(to);
            for (index_t k = 0; k < K; ++k) sum = sum + simd_traits<V>::load(a.neighbours + (row * K + k) * H + column);
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

        struct of_row {
            row_in_directions<T> inputs;
            T* dx;
            index_t step;

            CHRNN_INLINE void operator()(index_t c) const {
                T sum = 0;
                for (T const* one : inputs.of_direction) sum += one[c];
                dx[c * step] = sum;
            }
        };
        CHRNN_INLINE of_row row(index_t i) const {
            index_t const row = row_by_sample(i, n, of.regions());
            return {{of, a.inputs, C, row, n}, &dx.at(row, n, 0), dx.regions};
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

        struct of_row {
            row_in_directions<T> gates;
            T* ds;

            template <class V>
            CHRNN_INLINE void operator()(index_t column) const {
                V sum = simd_traits<V>::fill(0);
                for (T const* one : gates.of_direction)
                    for (index_t g = 0; g < G; ++g) sum = sum + simd_traits<V>::load(one + g * H + column);
                simd_traits<V>::store(ds + column, sum);
            }
        };
        CHRNN_INLINE of_row row(index_t i) const { return {{of, m.gates, G * H, i, n}, ds + i * H}; }
    };
};

} // namespace chrnn::CHRNN_ABI::detail
