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
    double gradient_scale; ///< of the gradients as they lie there
    double updates;        ///< so far
    double scalars[4];     ///< the rule's own
    double length;         ///< of the gradients of the last update, before they were clipped
};

/// 0, or NaN where one of the numbers is not finite.
template <class T, location Where>
CHRNN_INLINE double nothing_in(view<T const, extents<dynamic>, Where> const& numbers) {
    double nothing = 0;
    for (index_t i = 0; i < numbers.lead; ++i) nothing += static_cast<double>(numbers.data[i] - numbers.data[i]);
    return nothing;
}

/// Ends a step whose gradients wait for more: takes it back where its loss is not finite. A kernel of one number.
template <class T, location Where>
struct end_part {
    step_figures* figures;
    std::uint64_t* steps;
    view<T const, extents<dynamic>, Where> losses;

    CHRNN_INLINE void operator()(index_t) const {
        double const nothing = nothing_in(losses);
        figures->clip_scale = nothing + 1;
        if (nothing != 0 && *steps > 0) --*steps;
    }
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
        double const length = std::sqrt(figures->squares) * figures->gradient_scale;
        double const nothing = length - length + nothing_in(losses);
        figures->length = length;
        figures->clip_scale =
            nothing != 0 ? nothing : figures->gradient_scale * (clip > 0 && length > clip ? clip / length : 1);
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
                                     figures->scalars, figures->updates};
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
