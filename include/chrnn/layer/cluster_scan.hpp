/// The scan of one scale in clusters: all fronts of a direction in one kernel, by blocks that keep the recurrent
/// weights in their shared memory.
#pragma once

#include <chrnn/backend/backend.hpp>
#include <chrnn/layer/cell_step.hpp>
#include <chrnn/layer/weight_slice.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A cluster computes a share of the samples in one direction, each of its blocks a share of the hidden units: their
/// columns of the products, and their cells. What a block computes for a front the others read for the next one, in
/// the device's memory, where it has to be kept anyway; so they wait for each other once a front.
template <class Scale>
struct cluster_scan {
    static constexpr index_t G = Scale::G, H = Scale::H, K = Scale::K;
    template <class T>
    using forward_step = typename cell_step<Scale>::template forward<T>;
    template <class T>
    using backward_step = typename cell_step<Scale>::template backward<T>;

    /// Runs all fronts of `step` in `directions` directions, if the backend does so.
    template <class Backend, class T>
    static bool run(Backend& on, forward_step<T> const& step, index_t directions) {
        if constexpr (on_backend<Backend>)
            return on.in_clusters(forward<T>{{step, directions}});
        else
            return false;
    }
    template <class Backend, class T>
    static bool run(Backend& on, backward_step<T> const& step, index_t directions) {
        if constexpr (on_backend<Backend>)
            return on.in_clusters(backward<T>{{step, directions}});
        else
            return false;
    }

    /// What a block computes.
    struct share {
        int direction;
        int first_sample, samples;
        int first_unit, units;

        template <class Cluster>
        CHRNN_INLINE share(Cluster const& cluster, index_t first_direction, index_t directions, index_t n) {
            int const shares = cluster.count() / static_cast<int>(directions), all = static_cast<int>(n),
                      mine = cluster.number() % shares, hidden = static_cast<int>(H),
                      most = (hidden + cluster.blocks() - 1) / cluster.blocks();
            direction = static_cast<int>(first_direction) + cluster.number() / shares;
            first_sample = mine * all / shares;
            samples = (mine + 1) * all / shares - first_sample;
            first_unit = cluster.rank() * most < hidden ? cluster.rank() * most : hidden;
            units = hidden - first_unit < most ? hidden - first_unit : most;
        }
        /// The number of row r of the share among the rows (place, sample) of a front of n samples.
        CHRNN_INLINE index_t row(int r, index_t n) const { return r / samples * n + first_sample + r % samples; }
        /// Column number i of the block's among those of a matrix [.., gates or neighbours, H].
        CHRNN_INLINE index_t column(int i) const { return i / units * H + first_unit + i % units; }
    };

    /// What both passes have: products of depth `Depth`, and `Columns` of their columns for each hidden unit.
    template <class Step, class T, index_t Depth, index_t Columns>
    struct pass {
        Step step;
        index_t directions;

        using slice = weight_slice<T, Depth>;

        /// Of a cluster, a power of two: as many as have a hidden unit, up to what devices can have.
        static constexpr unsigned most_blocks = [] {
            unsigned blocks = 1;
            while (blocks < 16 && 2 * blocks <= H) blocks *= 2;
            return blocks;
        }();
        static constexpr index_t shared_bytes(index_t blocks, index_t threads) {
            return slice::bytes(Columns * ((H + blocks - 1) / blocks), threads);
        }
        /// How many clusters are to compute, on a device that has room for `at_once`; none if there is too much to do
        /// for so few threads.
        index_t clusters(index_t at_once) const {
            if (at_once < directions) return 0;
            index_t const shares = std::min(at_once / directions, step.n), samples = (step.n + shares - 1) / shares;
            index_t longest = 0;
            for (index_t d = 0; d < step.of.fronts(); ++d) longest = std::max(longest, step.of.length(d));
            return samples * longest <= most_rows ? shares * directions : 0;
        }

      protected:
        static constexpr index_t most_rows = 64; ///< of a cluster on one front; see docs/design.md

        /// The step on a front of one direction.
        CHRNN_INLINE Step on_front(index_t d, share const& own) const {
            Step one = step;
            one.d = d, one.first = own.direction;
            return one;
        }
        /// Where the rows of a front begin in a buffer [D, P, n, width].
        CHRNN_INLINE T* front(T* buffer, index_t d, index_t width, share const& own) const {
            return step.of.on_front(buffer, d, step.n, width).from(own.direction - step.m.begin).data;
        }
        CHRNN_INLINE T const* weights(share const& own) const {
            return step.weights + own.direction * Scale::recurrent_size;
        }
        CHRNN_INLINE int rows(index_t d, share const& own) const {
            return static_cast<int>(step.of.length(d)) * own.samples;
        }
        /// Calls `act(first, count)` for all rows of a front, as many at a time as are multiplied.
        template <class Act>
        CHRNN_INLINE void each_rows(index_t d, share const& own, Act const& act) const {
            int const all = rows(d, own);
            for (int first = 0; first < all; first += slice::rows)
                act(first, all - first < slice::rows ? all - first : slice::rows);
        }
    };

    template <class T>
    struct forward : pass<forward_step<T>, T, K * H, G> {
        template <class Cluster>
        CHRNN_INLINE void operator()(Cluster const& cluster) const {
            Scale const of = this->step.of;
            index_t const n = this->step.n;
            share const own(cluster, this->step.first, this->directions, n);
            T const* const weights = this->weights(own);
            typename forward::slice const slice(cluster, static_cast<int>(G) * own.units, [&](int column, int k) {
                return weights[own.column(column) * K * H + k];
            });
            for (index_t d = 0; d < of.fronts(); ++d) {
                auto const step = this->on_front(d, own);
                T const* const before = this->front(this->step.m.neighbours, d, K * H, own);
                T* const gates = this->front(this->step.m.gates, d, G * H, own);
                this->each_rows(d, own, [&](int begin, int count) {
                    if (d > 0)
                        slice.multiply(cluster, count, [&](int r) { return before + own.row(begin + r, n) * K * H; });
                    cluster.each(count * own.units, [&](int i) {
                        int const r = i / own.units, unit = i % own.units;
                        index_t const row = own.row(begin + r, n);
                        if (d > 0)
                            for (int g = 0; g < G; ++g)
                                gates[row * G * H + own.column(g * own.units + unit)] +=
                                    slice.product(r, g * own.units + unit);
                        step.row(row).template operator()<T>(own.first_unit + unit);
                    });
                });
                if (d + 1 < of.fronts()) cluster.sync(); // h of all units is where the next front reads it
            }
        }
    };

    template <class T>
    struct backward : pass<backward_step<T>, T, G * H, K> {
        template <class Cluster>
        CHRNN_INLINE void operator()(Cluster const& cluster) const {
            Scale const of = this->step.of;
            index_t const n = this->step.n;
            share const own(cluster, this->step.first, this->directions, n);
            T const* const weights = this->weights(own);
            typename backward::slice const slice(cluster, static_cast<int>(K) * own.units, [&](int column, int k) {
                return weights[k * K * H + own.column(column)];
            });
            for (index_t d = of.fronts() - 1; d >= 0; --d) {
                auto const step = this->on_front(d, own);
                cluster.each(this->rows(d, own) * own.units, [&](int i) {
                    step.row(own.row(i / own.units, n)).template operator()<T>(own.first_unit + i % own.units);
                });
                if (d == 0) return;
                cluster.sync(); // the gradients of all gates of the front are there
                T const* const d_gates = this->front(this->step.m.gates, d, G * H, own);
                T* const d_before = this->front(this->step.a.neighbours, d, K * H, own);
                this->each_rows(d, own, [&](int begin, int count) {
                    slice.multiply(cluster, count, [&](int r) { return d_gates + own.row(begin + r, n) * G * H; });
                    int const columns = static_cast<int>(K) * own.units;
                    cluster.each(count * columns, [&](int i) {
                        d_before[own.row(begin + i / columns, n) * K * H + own.column(i % columns)] =
                            slice.product(i / columns, i % columns);
                    });
                });
                cluster.sync_block(); // the gradients of the block's own h are there
            }
        }
    };

  private:
    template <class Backend>
    static constexpr bool on_backend = K > 0 && !Scale::is_local && has_clusters<Backend>;
};

} // namespace chrnn::CHRNN_ABI::detail
