/// The CPU backend: the verbs that layers are written in, on a team of threads.
#pragma once

#include <chrnn/backend/cpu/bf16_factors.hpp>
#include <chrnn/backend/cpu/convolve.hpp>
#include <chrnn/backend/cpu/pack.hpp>
#include <chrnn/backend/cpu/products.hpp>
#include <chrnn/backend/cpu/streaming.hpp>
#include <chrnn/backend/cpu/sums.hpp>
#include <chrnn/backend/group.hpp>
#include <chrnn/backend/row_kernel.hpp>
#include <chrnn/tensor/reshape.hpp>

#include <cstring>

namespace chrnn::CHRNN_ABI::detail {

/// Computes on the host, products and convolutions of a T in `Factors<T>`. Every verb divides its work into tasks by
/// the sizes alone and sums in a fixed order, so that the results are the same bits for any number of threads.
template <template <class> class Factors>
class cpu_backend {
  public:
    static constexpr std::string_view name = Factors<float>::per_word == 1 ? "cpu" : "cpu, bfloat16";
    static constexpr bool on_host = true; ///< whether its memory is the host's
    template <class T>
    using storage = detail::host_storage<T>;
    /// `n` numbers that begin as zero. Throws when there is not that much memory for `purpose`.
    template <class T>
    storage<T> take(index_t n, std::string_view purpose) {
        return storage<T>(n, purpose);
    }

    /// `threads` in all; 0 means one per processor.
    explicit cpu_backend(index_t threads = 0)
        : workers(threads), scratches(static_cast<std::size_t>(workers.threads())) {}

    index_t threads() const { return workers.threads(); }

    /// The backend that tensors outside a model are computed on: one thread, the caller's.
    static cpu_backend& shared() {
        static thread_local cpu_backend only(1);
        return only;
    }

    /// Numbers that are on their way to the backend's memory, as numbers of type T; here they stay where they are.
    template <class T, class From>
    struct prefetched {
        std::span<From const> from;

        std::size_t size() const { return from.size(); }
        void deliver(cpu_backend& on, T* to) const { on.upload(from, to); }
    };
    /// The numbers must not change while the handle is there.
    template <class T, class From>
    prefetched<T, From> prefetch(std::span<From const> from) {
        return {from};
    }
    /// From the host to memory of this backend, here the same, and back.
    template <class From, class T>
    void upload(std::span<From const> from, T* to) {
        std::copy(from.begin(), from.end(), to);
    }
    template <class T>
    void download(T const* from, std::span<T> to) {
        std::copy_n(from, to.size(), to.begin());
    }
    /// All work is done when its verb returns.
    void wait() {}
    template <class T>
    void fill(T* to, index_t n, T value) {
        divide(n, grain, [&](index_t begin, index_t end) { std::fill(to + begin, to + end, value); });
    }

    /// What a backend may record of some work to run it again at less cost; this one does the work.
    struct capture {
        template <class Act>
        void run(cpu_backend& /*on*/, Act const& act) {
            act();
        }
    };

    /// Calls `kernel.operator()<V>(row, column)` over `rows` x `columns`, several columns at a time; of a kernel that
    /// has it, `kernel.row(row)` once for each row, and what that returns with the columns.
    template <class T, class Kernel>
    void parallel_for_simd(index_t rows, index_t columns, Kernel const& kernel) {
        divide(rows, std::max<index_t>(1, grain / columns), [&](index_t begin, index_t end) {
            for (index_t row = begin; row < end; ++row) {
                auto const one = row_of_kernel(kernel, row);
                detail::for_each_simd<detail::pack<T>>(
                    columns, [&]<class V>(index_t column) { one.template operator()<V>(column); });
            }
        });
    }
    /// The same one column at a time: for neighbours that are none in memory.
    template <class Kernel>
    void parallel_for_2d(index_t rows, index_t columns, Kernel const& kernel) {
        divide(rows, std::max<index_t>(1, grain / columns), [&](index_t begin, index_t end) {
            for (index_t row = begin; row < end; ++row) {
                auto const one = row_of_kernel(kernel, row);
                for (index_t column = 0; column < columns; ++column) one(column);
            }
        });
    }
    /// Calls `kernel.plane<V>(plane)` for every plane of `entries`. A backend of many small threads calls instead
    /// `kernel.entry(plane, entry)`, which computes one entry of the plane.
    template <class T, class Kernel>
    void parallel_for_planes(index_t planes, index_t entries, Kernel const& kernel) {
        parallel_for(planes, entries, [&](index_t plane) { kernel.template plane<detail::pack<T>>(plane); });
    }
    /// Calls `kernel(i)` for every i below `n`, each worth `cost` numbers.
    template <class Kernel>
    void parallel_for(index_t n, index_t cost, Kernel const& kernel) {
        divide(n, std::max<index_t>(1, grain / cost), [&](index_t begin, index_t end) {
            for (index_t i = begin; i < end; ++i) kernel(i);
        });
    }

    /// Calls `kernel(group, i)` for every i below `n`, each worth `cost` numbers, for a `group_of_one`. A backend of
    /// many small threads gives several to each i.
    template <class Kernel>
    void parallel_for_groups(index_t n, index_t cost, Kernel const& kernel) {
        parallel_for(n, cost, [&](index_t i) { kernel(detail::group_of_one{}, i); });
    }

    /// Evaluates `e` into `to` in one pass. `e` may read `to` at the entry being written, and nowhere else in it.
    template <class To, expression E>
    void assign(To const& to, E const& e) {
        using T = detail::scalar_of<To>;
        using shape = detail::shape_of<To>;
        constexpr index_t width = detail::pack<T>::width;
        if constexpr (To::flat && E::flat &&
                      (std::is_same_v<detail::shape_of<E>, shape> || detail::shape_of<E>::rank == 0)) {
            constexpr bool in_packs = E::vectorizable && (shape::is_dynamic || shape::inner >= width);
            static_assert(grain % width == 0, "chrnn: parts of a tensor are whole packs, but for the last");
            bool const streamed = size(to) * index_t{sizeof(T)} >= detail::streamed_bytes &&
                                  !e.clashes(to.memory(), true) &&
                                  reinterpret_cast<std::uintptr_t>(to.data) % detail::alignment == 0;
            divide(size(to), streamed ? 16 * grain : grain, [&](index_t begin, index_t end) {
                index_t i = begin;
                if constexpr (in_packs) {
                    if (streamed) {
                        for (; i + width <= end; i += width)
                            detail::stream(to.data + i, e.template flat_at<detail::pack<T>>(i));
                        detail::end_streaming();
                    }
                    for (; i + width <= end; i += width)
                        simd_traits<detail::pack<T>>::store(to.data + i, e.template flat_at<detail::pack<T>>(i));
                }
                if constexpr (!in_packs || shape::is_dynamic || shape::inner % width != 0)
                    for (; i < end; ++i) to.data[i] = e.template flat_at<T>(i);
            });
        } else if constexpr (!std::is_same_v<detail::shape_of<E>, shape>) {
            assign(to, broadcast_to<shape>(e));
        } else if constexpr (shape::rank == 0) {
            *to.address({}) = e.template at<T>({});
        } else {
            index_t const columns = shape::last == dynamic ? to.leading() : shape::last;
            if (columns == 0) return;
            divide(size(to) / columns, std::max<index_t>(1, grain / columns), [&](index_t begin, index_t end) {
                for (index_t row = begin; row < end; ++row) {
                    auto position = shape::position(row * columns);
                    index_t& column = position[shape::rank - 1];
                    if constexpr (E::vectorizable && To::vectorizable &&
                                  (shape::last == dynamic || shape::last >= width))
                        for (; column + width <= columns; column += width)
                            simd_traits<detail::pack<T>>::store(to.address(position),
                                                                e.template at<detail::pack<T>>(position));
                    for (; column < columns; ++column) *to.address(position) = e.template at<T>(position);
                }
            });
        }
    }

    /// c = a b, or with `Add` c += a b, for each of `count` products; a and b are read as `A` and `B` say.
    template <reading A, reading B, bool Add, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a,
                  std::type_identity_t<matrices<T const>> b) {
        with_fastest<Factors<T>>(
            [&]<class F> { detail::multiply<A, B, Add, F>(workers, std::span(scratches), count, c, a, b); });
    }
    /// Lays out the right factors of many products in `scratch`, which holds packed_rhs::scratch_size() numbers for
    /// each.
    template <reading B, class T>
    packed_rhs<B, T> pack_rhs(index_t count, matrices<T const> b, T* scratch) {
        packed_rhs<B, T> const factors{b, scratch};
        with_fastest<Factors<T>>([&]<class F> { detail::pack_rhs<F>(workers, count, factors, scratch); });
        return factors;
    }
    /// c = a b, or with `Add` c += a b, for each of `count` products.
    template <reading A, bool Add, reading B, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a, packed_rhs<B, T> b) {
        with_fastest<Factors<T>>(
            [&]<class F> { detail::multiply<A, Add, F>(workers, std::span(scratches), count, c, a, b); });
    }
    /// How many of `count` products with prepared factors of that many columns are done together: as few as keep all
    /// threads at work, so that their factors stay in the caches from one call to the next.
    index_t concurrent(index_t count, index_t columns) const {
        index_t const tasks = (columns + detail::packed_columns - 1) / detail::packed_columns;
        return std::clamp((threads() + tasks - 1) / tasks, index_t{1}, count);
    }

    /// to[j] += the sum of column j, for each of `count` matrices; `to` holds `columns` numbers for each.
    template <class T>
    void add_column_sums(index_t count, T* to, std::type_identity_t<matrices<T const>> from) {
        detail::add_column_sums(workers, count, to, from);
    }
    /// to[i] += the sum of row i over all of `count` matrices, one after another.
    template <class T>
    void add_row_sums(index_t count, T* to, std::type_identity_t<matrices<T const>> from) {
        detail::add_row_sums(workers, count, to, from);
    }
    /// *to = the sum of all entries of a flat expression, in double.
    template <expression E>
    void total(E const& e, double* to) {
        *to = detail::total(workers, e);
    }

    /// out[n] = bias + weights * patches(x[n]).
    template <class T>
    void convolve(convolution const& c, index_t samples, T const* x, T const* weights, T const* bias, T* out) {
        with_fastest<Factors<T>>(
            [&]<class F> { detail::convolve<F>(workers, std::span(scratches), c, samples, x, weights, bias, out); });
    }
    /// d_weights += the gradient of the weights.
    template <class T>
    void convolve_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        with_fastest<Factors<T>>([&]<class F> {
            detail::convolve_weight_gradient<F>(workers, std::span(scratches), c, samples, x, d_out, d_weights);
        });
    }
    /// dx = the gradient of the input.
    template <class T>
    void convolve_input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        with_fastest<Factors<T>>([&]<class F> {
            detail::convolve_input_gradient<F>(workers, std::span(scratches), c, samples, d_out, weights, dx);
        });
    }

  protected: // for backends that do some verb otherwise
    detail::team workers;
    std::vector<detail::worker_scratch> scratches;

  private:
    static constexpr index_t grain = 4096; ///< numbers that one task is worth

    /// Calls `part(begin, end)` for parts of at most `step` that cover 0 .. n - 1.
    template <class Part>
    void divide(index_t n, index_t step, Part const& part) {
        workers.run((n + step - 1) / step,
                    [&](index_t task, index_t) { part(task * step, std::min(n, (task + 1) * step)); });
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Computes on the host, as numbers are.
using cpu = detail::cpu_backend<detail::plain_factors>;
/// The same with the factors of products and convolutions of floats rounded to bfloat16, sums in float.
using cpu_bf16 = detail::cpu_backend<detail::bf16_factors>;

} // namespace chrnn::CHRNN_ABI
