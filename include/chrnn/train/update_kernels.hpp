/// The kernels of an optimiser's update: the clipping of gradients, and a rule's equations over runs of numbers.
#pragma once

#include <chrnn/tensor/view.hpp>
#include <chrnn/train/rule.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What a step knows of all gradients, and what the rule keeps beside its slots; in memory of the backend.
struct step_figures {
    double squares;    ///< the sum of the squared gradients
    double clip_scale; ///< of the gradients, by clipping; NaN where they are not finite
    double rate;
    double updates;    ///< so far
    double scalars[4]; ///< the rule's own
};

/// Begins an update: finds the clip scale; where all is finite counts the update and makes the rule's scalars ready, if
/// not, takes the step back. A kernel of one number.
template <class T, class Equations, location Where>
struct begin_update {
    step_figures* figures;
    std::uint64_t* steps;
    Equations equations;
    double clip;
    view<T const, extents<dynamic>, Where> losses; ///< which must be finite too

    CHRNN_INLINE void operator()(index_t) const {
        double const length = std::sqrt(figures->squares);
        double nothing = length - length; // NaN where something is not finite
        for (index_t i = 0; i < losses.lead; ++i) nothing += static_cast<double>(losses.data[i] - losses.data[i]);
        figures->clip_scale = nothing != 0 ? nothing : clip > 0 && length > clip ? clip / length : 1;
        if (nothing != 0) {
            if (*steps > 0) --*steps;
        } else {
            equations.prepare(++figures->updates, figures->scalars);
        }
    }
};

/// The rule as a kernel over the rows of a run of neighbouring numbers. Changes nothing where the gradients are not
/// finite.
template <class T, class Equations, index_t Slots>
struct apply_rule {
    static constexpr index_t columns = 4096;
    T* w;
    T const* g;
    T* slots[Slots > 0 ? Slots : 1];
    Equations equations;
    T decay;
    double multiplier;
    step_figures const* figures;

    template <class V>
    CHRNN_INLINE void operator()(index_t row, index_t column) const {
        using simd = simd_traits<V>;
        double const clip_scale = figures->clip_scale;
        if (clip_scale != clip_scale) return;
        index_t const i = row * columns + column;
        update_numbers<V> const with{simd::fill(static_cast<T>(figures->rate * multiplier)), simd::fill(decay),
                                     figures->scalars};
        V weight = simd::load(w + i), kept[Slots > 0 ? Slots : 1];
        for (index_t k = 0; k < Slots; ++k) kept[k] = simd::load(slots[k] + i);
        equations.template operator()<V>(with, weight, simd::fill(static_cast<T>(clip_scale)) * simd::load(g + i),
                                         kept);
        for (index_t k = 0; k < Slots; ++k) simd::store(slots[k] + i, kept[k]);
        simd::store(w + i, weight);
    }
    /// The kernel from `row` on.
    apply_rule from(index_t row) const {
        apply_rule rest = *this;
        rest.w += row * columns, rest.g += row * columns;
        for (index_t k = 0; k < Slots; ++k) rest.slots[k] += row * columns;
        return rest;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
