/// Where the numbers of a hierarchy lie: its parameters, what forward keeps, and the scratch.
#pragma once

#include <chrnn/layer/scale.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// The layout of recurrences of `Cell` on the scales of `In` (fine to coarse), with H = `Hidden` channels out, and,
/// with `Links`, a matrix [H, H] from every coarser to every finer scale. Scales of a single region scan only if
/// `ScansSingle`.
template <cell Cell, class Directions, feature_shape In, index_t Hidden, context Context, bool Links, bool ScansSingle>
struct hierarchy_layout {
    static constexpr index_t H = Hidden, scales = In.scales;
    static constexpr bool links = Links;
    static constexpr feature_shape in = In;
    static constexpr feature_shape out = [] {
        feature_shape s = In;
        s.channels = Hidden;
        return s;
    }();

    using part = scale<Cell, Directions, In.channels, H, Context>;
    static constexpr part scale_at(index_t I) { return {In.scale[I]}; }
    /// Whether scale I has a recurrence.
    static constexpr bool scans(index_t I) { return ScansSingle || !In.scale[I].single(); }
    static constexpr index_t scans_before(index_t end) {
        index_t n = 0;
        for (index_t I = 0; I < end; ++I) n += scans(I);
        return n;
    }

    // Parameters: those of the scans, fine to coarse, then the links.

    /// Numbers in the parameters of the scans before scale `end`: where those of scale `end` begin.
    static constexpr index_t parameters_before(index_t end) { return scans_before(end) * part::parameters; }
    static constexpr index_t link_count(index_t of_scales) { return of_scales * (of_scales - 1) / 2; }
    static constexpr index_t parameters = parameters_before(scales) + (Links ? link_count(scales) * H * H : 0);
    /// How many parameters there are: for each direction of a scan W_x, b, one for each neighbour and the cell's own;
    /// one for each link.
    static constexpr index_t parameter_count =
        scans_before(scales) * (2 + part::K + cell_traits<Cell>::per_channel) * Directions::count +
        (Links ? link_count(scales) : 0);

    /// Where the link from coarse scale J to fine scale I begins.
    static constexpr index_t link_offset(index_t J, index_t I) {
        return parameters_before(scales) + (link_count(J) + I) * H * H;
    }
    template <class T>
    static constexpr matrices<T> link(T* weights, index_t J, index_t I) {
        return dense_matrices(weights + link_offset(J, I), H, H);
    }

    // What forward keeps: the memory of every scan; of a scale without one only its output.

    /// Numbers kept by the scales before `end`.
    static constexpr index_t saved_before(index_t end, index_t n) {
        memory_layout<float> all;
        for (index_t I = 0; I < end; ++I) {
            all.take(In.scale[I].regions() * n * H);
            if (scans(I)) typename part::template memory<float>(all, scale_at(I), n, nullptr);
        }
        return all.used;
    }
    /// The output of scale I, what it gives to the finer scales and to H: [regions, n, H].
    template <class T>
    static T* output(index_t I, T* saved, index_t n) {
        return saved + saved_before(I, n);
    }
    template <class T>
    static auto memory(index_t I, T* saved, index_t n) {
        memory_layout<T> from{saved + saved_before(I, n)};
        T* const output = from.take(In.scale[I].regions() * n * H);
        return typename part::template memory<T>(from, scale_at(I), n, output);
    }
    /// A buffer [regions, n, H] of scale I as a matrix.
    template <class T>
    static constexpr matrices<T> rows_of(index_t I, T* buffer, index_t n) {
        return dense_matrices(buffer, In.scale[I].regions() * n, H);
    }

    /// What lies in the scratch of a pass of training, or of a prediction, which keeps nothing.
    template <class T>
    struct scratch {
        T* outputs[most_scales]{}; ///< [regions, n, H]: in training the gradients of the scales' outputs
        T* terms[most_scales]{};   ///< [regions, n, H]: links applied at the coarse scale, and their gradients
        T* d_context = nullptr;    ///< [regions, n, H], in training
        T* weights;                ///< for the backend's packing of one scale's weights, recurrent or of the input
        memory_layout<T> rest;     ///< for one scale at a time: its adjoints, in a prediction the memory of its scan

        /// With space for the weights of `directions` at once.
        constexpr scratch(T* begin, index_t n, bool trains, index_t directions) {
            memory_layout<T> all{begin};
            for (index_t I = 0; I < scales; ++I) outputs[I] = all.take(In.scale[I].regions() * n * H);
            for (index_t I = 0; I < scales; ++I) terms[I] = all.take(In.scale[I].regions() * n * H);
            if (trains) d_context = all.take(In.scale[0].regions() * n * H);
            index_t const most_columns = std::max(part::K * H, part::C);
            weights = all.take(directions * packed_rhs<reading::plain, T>::scratch_size(part::G * H, most_columns));
            rest = all;
        }
    };
    /// Numbers in the scratch; in a prediction `directions` compute at once, and the others in the same memory later.
    static constexpr index_t scratch_size(index_t n, bool trains, index_t directions = part::D) {
        scratch<float> const buffers(nullptr, n, trains, directions);
        index_t most = buffers.rest.used;
        for (index_t I = 0; I < scales; ++I)
            if (scans(I)) {
                memory_layout<float> one = buffers.rest;
                if (trains)
                    typename part::template adjoints<float>(one, scale_at(I), n);
                else
                    typename part::template memory<float>(one, scale_at(I), n, nullptr, directions);
                most = std::max(most, one.used);
            }
        return most;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
