/// Softmax and its cross-entropy with a label for every region of an image.
#pragma once

#include <chrnn/loss/loss.hpp>
#include <chrnn/loss/region_labels.hpp>

namespace chrnn::CHRNN_ABI {

/// Ends a network that labels regions: its output is the softmax over the channels of each region, its loss the mean of
/// -log p(label) over the regions of a batch. Options: `ignored_label<255>`, the label of regions that do not count, -1
/// if not given; `class_weights<mine>`, by which the mean is then weighted, or `class_weights<>`, of the model;
/// `label_smoothing<0.1>`, as `softmax_cross_entropy_with` has it. The loss is 0 where no region counts.
///
///     struct mine { static constexpr std::array values{1.0, 5.0, 0.5}; }; // by class
///     struct streets : network<input<3, 64, 64>, ..., conv<3, 1>, region_cross_entropy<class_weights<mine>>> {};
template <class... Options>
struct region_cross_entropy : loss {
    static constexpr std::string_view kind = "region_softmax";
    static constexpr activations backward_reads = activations::output;
    using labels = detail::region_labels<Options...>;

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, "region_cross_entropy">();
        detail::check_weights<typename labels::given_weights, "region_cross_entropy", In>();
        return In;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
    template <feature_shape In>
    static constexpr auto parameters() {
        return detail::weight_parameters<typename labels::given_weights>(In.channels);
    }
    template <feature_shape In>
    static constexpr index_t targets() {
        return regions<In>;
    }
    static constexpr bool ignores(int label) { return label == labels::ignored; }

    /// Throws unless every label is one of a class, or the ignored one.
    template <feature_shape In>
    static void check(std::span<int const> all) {
        for (int label : all)
            if (!ignores(label) && (label < 0 || label >= In.channels))
                fail("a region's label is ", label, ", but the network has ", In.channels,
                     " classes, and regions that do not count have the label ", labels::ignored);
    }
    template <feature_shape In>
    static constexpr index_t scratch(index_t samples) {
        return samples * (2 * In.rows() + 1) + 1;
    }

    /// y = softmax(x) in every region.
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.parallel_for(p.samples * regions<In>, In.channels * 8,
                          softmax<In.channels, regions<In>, typename Pass::scalar>{p.x, p.y});
    }
    /// losses[sample] = samples * (its part of the weighted sum) / (the weights of the batch), so that their mean is
    /// the batch's.
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const* targets, typename Pass::scalar* to) {
        using T = typename Pass::scalar;
        T const* const weight = batch_weight<In>(p, targets);
        T* const rows = p.scratch + p.samples * (In.rows() + 1) + 1;
        p.on.parallel_for(
            p.samples * In.rows(), In.columns() * In.channels * 8,
            row_losses<In.channels, regions<In>, In.columns(), labels, T>{p.x, targets, weight_of(p), rows});
        p.on.parallel_for(p.samples, In.rows(),
                          sample_losses<T>{rows, In.rows(), weight, static_cast<T>(p.samples), to});
    }
    /// dx = w(label) * (y - one-hot label) / (the weights of the batch).
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const* targets) {
        using T = typename Pass::scalar;
        p.on.parallel_for(p.samples * regions<In>, In.channels * 2,
                          pass_back<In.channels, regions<In>, labels, T>{p.y, targets, weight_of(p),
                                                                         batch_weight<In>(p, targets), p.dx});
    }

    /// The weights of labels, for kernels.
    template <class Pass>
    static auto weight_of(Pass const& p) {
        return typename labels::template weight<typename Pass::scalar>(p.weights);
    }
    /// Where the weights of all labels are, added up: rows, then samples, then all.
    template <feature_shape In, class Pass>
    static auto batch_weight(Pass const& p, int const* targets) {
        using T = typename Pass::scalar;
        T *const rows = p.scratch, *const samples = rows + p.samples * In.rows(), *const all = samples + p.samples;
        p.on.parallel_for(p.samples * In.rows(), In.columns(),
                          row_weights<In.columns(), labels, T>{targets, weight_of(p), rows});
        p.on.parallel_for(p.samples, In.rows(), add_parts<T>{rows, In.rows(), samples});
        p.on.parallel_for(1, 1, add_parts<T>{samples, p.samples, all});
        return all;
    }
    template <feature_shape In>
    static constexpr index_t regions = In.scale[0].regions();

    // Kernels over samples of `N` classes in `Regions` regions; class k of a region lies k * Regions behind class 0.

    /// The greatest of a region's N numbers, and the sum of the exponentials of their distances to it.
    template <index_t N, index_t Regions, class T>
    struct exponentials {
        T most, sum = 0;

        CHRNN_INLINE explicit exponentials(T const* x) : most(x[0]) {
            for (index_t k = 1; k < N; ++k) most = x[k * Regions] > most ? x[k * Regions] : most;
            for (index_t k = 0; k < N; ++k) sum += std::exp(x[k * Regions] - most);
        }
    };
    template <index_t N, index_t Regions, class T>
    struct softmax {
        T const* x;
        T* y;

        CHRNN_INLINE void operator()(index_t i) const {
            index_t const first = i / Regions * N * Regions + i % Regions;
            exponentials<N, Regions, T> const all(x + first);
            for (index_t k = 0; k < N; ++k)
                y[first + k * Regions] = std::exp(x[first + k * Regions] - all.most) / all.sum;
        }
    };
    template <index_t N, index_t Regions, index_t Columns, class Labels, class T>
    struct row_losses {
        T const* x;
        int const* targets;
        typename Labels::template weight<T> weight;
        T* sums;

        CHRNN_INLINE void operator()(index_t row) const {
            T sum = 0;
            for (index_t i = row * Columns; i < (row + 1) * Columns; ++i) {
                int const label = targets[i];
                if (label == Labels::ignored) continue;
                T const* const from = x + (i / Regions * N * Regions + i % Regions);
                exponentials<N, Regions, T> const all(from);
                T const top = std::log(all.sum) + all.most, own = weight(label) * (top - from[label * Regions]);
                if constexpr (Labels::smoothing == 0) {
                    sum += own;
                } else {
                    T spread = 0;
                    for (index_t k = 0; k < N; ++k) spread += weight.of_class(k) * (top - from[k * Regions]);
                    sum += static_cast<T>(1 - Labels::smoothing) * own + static_cast<T>(Labels::smoothing / N) * spread;
                }
            }
            sums[row] = sum;
        }
    };
    template <index_t Columns, class Labels, class T>
    struct row_weights {
        int const* targets;
        typename Labels::template weight<T> weight;
        T* sums;

        CHRNN_INLINE void operator()(index_t row) const {
            T sum = 0;
            for (index_t i = row * Columns; i < (row + 1) * Columns; ++i) sum += weight(targets[i]);
            sums[row] = sum;
        }
    };
    template <class T>
    struct add_parts {
        T const* parts;
        index_t count;
        T* sums;

        CHRNN_INLINE void operator()(index_t i) const {
            T sum = 0;
            for (index_t j = 0; j < count; ++j) sum += parts[i * count + j];
            sums[i] = sum;
        }
    };
    template <class T>
    struct sample_losses {
        T const* rows;
        index_t count;
        T const* weight;
        T samples;
        T* losses;

        CHRNN_INLINE void operator()(index_t sample) const {
            add_parts<T>{rows, count, losses}(sample);
            losses[sample] = *weight == 0 ? 0 : losses[sample] * (samples / *weight);
        }
    };
    template <index_t N, index_t Regions, class Labels, class T>
    struct pass_back {
        T const* y;
        int const* targets;
        typename Labels::template weight<T> weight;
        T const* whole;
        T* dx;

        CHRNN_INLINE void operator()(index_t i) const {
            index_t const first = i / Regions * N * Regions + i % Regions;
            int const label = targets[i];
            if constexpr (Labels::smoothing > 0) return smooth(first, label);
            T const own = weight(label), factor = own == 0 ? 0 : own / *whole;
            for (index_t k = 0; k < N; ++k)
                dx[first + k * Regions] = factor == 0 ? 0 : factor * (y[first + k * Regions] - (k == label ? 1 : 0));
        }

      private:
        CHRNN_INLINE void smooth(index_t first, int label) const {
            T const counts = label == Labels::ignored || *whole == 0 ? 0 : 1 / *whole;
            T const own = static_cast<T>(1 - Labels::smoothing) * weight(label);
            constexpr T each = static_cast<T>(Labels::smoothing / N);
            T all = own;
            for (index_t k = 0; k < N; ++k) all += each * weight.of_class(k);
            for (index_t k = 0; k < N; ++k) {
                T const share = all * y[first + k * Regions] - (k == label ? own : 0) - each * weight.of_class(k);
                dx[first + k * Regions] = counts == 0 ? 0 : counts * share;
            }
        }
    };
};

} // namespace chrnn::CHRNN_ABI
