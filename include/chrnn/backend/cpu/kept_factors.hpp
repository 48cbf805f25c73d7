/// Kept factors: right factors of products that never change, laid out once where they lie.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>

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
    /// Lays out `count` factors for good; from now on nobody else may read them. Throws when a part of them is kept
    /// already.
    template <reading B>
    packed_rhs<B, T> keep(team& workers, index_t count, matrices<T const> b) {
        packed_rhs<B, T> const factors{b};
        index_t const step = count > 1 ? b.batch_stride : b.rows * b.stride, first = b.data - numbers.data();
        for (kept const& one : all)
            if (first < one.first + one.count * one.step && one.first < first + count * step)
                fail("a layer multiplies by the same parameters in two ways, so that they cannot be laid out for good");
        T* place = numbers.data() + first;
        if (step == factors.batch_stride()) {
            host_storage<T> laid_out(step, "the parameters as products read them");
            for (index_t i = 0; i < count; ++i) {
                pack_rhs<plain_factors<T>>(workers, 1, factors.from(i), laid_out.data());
                std::copy_n(laid_out.data(), step, place + i * step);
            }
        } else {
            host_storage<T> laid_out(count * factors.batch_stride(), "the parameters as products read them");
            pack_rhs<plain_factors<T>>(workers, count, factors, laid_out.data());
            place = beside.emplace_back(std::move(laid_out)).data();
        }
        all.push_back({B, first, step, count, place});
        return {b, place};
    }
    /// Factors that were kept, if they were.
    template <reading B>
    packed_rhs<B, T> find(matrices<T const> b) const {
        packed_rhs<B, T> factors{b};
        index_t const first = b.data - numbers.data();
        for (kept const& one : all)
            if (one.how == B && first >= one.first && first < one.first + one.count * one.step)
                factors.packed = one.place + (first - one.first) / one.step * factors.batch_stride();
        return factors;
    }

  private:
    struct kept {
        reading how;
        index_t first, step, count; ///< among the numbers
        T const* place;             ///< where they are laid out
    };

    std::span<T> numbers;
    std::vector<kept> all;
    std::vector<host_storage<T>> beside;
};

/// The CPU backend of predictions: factors that are parameters are laid out once, not in every pass.
class predicting_cpu : public cpu {
  public:
    /// Reads factors that others have laid out.
    predicting_cpu(index_t threads, kept_factors<float> const& kept) : cpu(threads), kept(kept) {}
    /// Lays out whatever parameter a pass multiplies by.
    explicit predicting_cpu(kept_factors<float>& keeper) : cpu(1), kept(keeper), keeper(&keeper) {}

    template <reading B>
    packed_rhs<B, float> pack_rhs(index_t count, matrices<float const> b, float* scratch) {
        if (!kept.may_keep(b)) return cpu::pack_rhs<B>(count, b, scratch);
        return keeper ? keeper->template keep<B>(workers, count, b) : kept.template find<B>(b);
    }
    /// All at once while they are laid out, so that they follow each other.
    index_t concurrent(index_t count, index_t columns) const {
        return keeper ? count : cpu::concurrent(count, columns);
    }

  private:
    kept_factors<float> const& kept;
    kept_factors<float>* keeper = nullptr;
};

} // namespace chrnn::CHRNN_ABI::detail
