/// Kept factors: right factors of products that never change, laid out once where they lie.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/base/pages.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Factors among `numbers` that are laid out for products: in their own place where that has the size for it, else in
/// memory beside. Once all are kept, threads may share them.
template <class T>
class kept_factors {
  public:
    /// `numbers` must stay where they are.
    explicit kept_factors(std::span<T> numbers) : numbers(numbers) {}

    /// Whether `b` lies among the numbers: what a pass computes is never kept.
    bool may_keep(matrices<T const> const& b) const {
        return b.data >= numbers.data() && b.data < numbers.data() + numbers.size();
    }
    /// Lays out `count` factors for good by `pack(which, to)`, which fills as many words of each as a factor in
    /// `Factors` takes; from now on nobody else may read them. Throws when a part of them is kept already, unless they
    /// are the same ones.
    template <class Factors, reading B, class Pack>
    packed_rhs<B, T> keep(index_t count, matrices<T const> b, Pack const& pack) {
        packed_rhs<B, T> const factors{b}, there = find<B>(count, b);
        if (there.packed) return there;
        bool const gapless = b.stride == b.columns && (count == 1 || b.batch_stride == b.rows * b.columns);
        index_t const size = factors.batch_stride(), step = count > 1 ? b.batch_stride : b.rows * b.stride;
        index_t const first = b.data - numbers.data();
        index_t const end = first + (count - 1) * step + (b.rows - 1) * b.stride + b.columns;
        for (kept const& one : all)
            if (first < one.end && one.first < end)
                fail("a layer multiplies by the same parameters in two ways, so that they cannot be laid out for good");
        bool const in_place = gapless && step == size;
        index_t const words = words_of<Factors>(factors.depth()) * panels<Factors>::packed_width(factors.columns());
        memory laid_out(in_place ? size : count * size, "the parameters as products read them");
        for (index_t i = 0; i < count; ++i) {
            T *const own = numbers.data() + first + i * step, *const to = laid_out.data() + (in_place ? 0 : i * size);
            pack(i, to);
            if (in_place) std::copy_n(to, words, own);
            if (gapless) give_back(in_place ? own + words : own, own + step);
        }
        T const* const place = in_place ? numbers.data() + first : beside.emplace_back(std::move(laid_out)).data();
        all.push_back({B, b.rows, b.columns, b.stride, first, end, step, count, place});
        return {b, place};
    }
    /// `count` factors that were kept, if all of them were.
    template <reading B>
    packed_rhs<B, T> find(index_t count, matrices<T const> b) const {
        packed_rhs<B, T> factors{b};
        index_t const first = b.data - numbers.data();
        for (kept const& one : all) {
            index_t const which = (first - one.first) / one.step;
            if (one.how == B && one.rows == b.rows && one.columns == b.columns && one.stride == b.stride &&
                first >= one.first && first == one.first + which * one.step && which + count <= one.count &&
                (count == 1 || b.batch_stride == one.step))
                factors.packed = one.place + which * factors.batch_stride();
        }
        return factors;
    }

  private:
    using memory = storage<T, untouched_host_memory>; // half of it stays untouched when words hold two numbers
    struct kept {
        reading how;
        index_t rows, columns, stride;
        index_t first, end, step, count; ///< among the numbers
        T const* place;                  ///< where they are laid out
    };

    static void give_back(T* begin, T* end) {
        if (begin < end) give_back_pages(std::as_writable_bytes(std::span(begin, end)));
    }

    std::span<T> numbers;
    std::vector<kept> all;
    std::vector<memory> beside;
};

/// The CPU backend of predictions: factors that are parameters are laid out once, not in every pass.
template <template <class> class Factors>
class predicting_backend : public cpu_backend<Factors> {
    using base = cpu_backend<Factors>;

  public:
    /// Reads factors that others have laid out.
    predicting_backend(index_t threads, kept_factors<float> const& kept) : base(threads), kept(kept) {}
    /// Lays out whatever parameter a pass multiplies by.
    explicit predicting_backend(kept_factors<float>& keeper) : base(1), kept(keeper), keeper(&keeper) {}

    template <reading B>
    packed_rhs<B, float> pack_rhs(index_t count, matrices<float const> b, float* scratch) {
        if (!may_keep(count, b)) return base::template pack_rhs<B>(count, b, scratch);
        if (!keeper) return kept.template find<B>(count, b);
        return keeper->template keep<Factors<float>, B>(
            count, b, [&](index_t i, float* to) { base::template pack_rhs<B>(1, b.from(i), to); });
    }
    /// All at once while they are laid out, so that they follow each other.
    index_t concurrent(index_t count, index_t columns) const {
        return keeper ? count : base::concurrent(count, columns);
    }

    using base::multiply;
    /// Right factors that are rounded are kept, too: rounding them takes longer than multiplying by them.
    template <reading A, reading B, bool Add, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a,
                  std::type_identity_t<matrices<T const>> b) {
        if constexpr (Factors<T>::per_word > 1)
            if (may_keep(count, b)) return multiply<A, Add>(count, c, a, pack_rhs<B>(count, b, nullptr));
        base::template multiply<A, B, Add>(count, c, a, b);
    }

  private:
    /// Parameters, but for one factor that is repeated.
    bool may_keep(index_t count, matrices<float const> const& b) const {
        return kept.may_keep(b) && (count == 1 || b.batch_stride != 0);
    }

    kept_factors<float> const& kept;
    kept_factors<float>* keeper = nullptr;
};

/// What predicts as `Backend` does: the bits are the same.
template <class Backend>
struct predicting_as;
template <template <class> class Factors>
struct predicting_as<cpu_backend<Factors>> {
    using type = predicting_backend<Factors>;
};

} // namespace chrnn::CHRNN_ABI::detail
