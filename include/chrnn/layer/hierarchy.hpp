/// The hierarchy: a recurrence on every scale of a pyramid, linked from coarse to fine (spec section 2, eq. 21-25).
#pragma once

#include <chrnn/layer/scan.hpp>

namespace chrnn {

/// Options of `hierarchy` and `recurrence`.
struct linked {};   ///< coarser scales feed finer ones: HSRN, HLSTM. Without it: MSRN, MLSTM.
struct unlinked {}; ///< the default, by name
struct modified {
}; ///< regions read their own input in place of their neighbours' states: the modified CNN of section IV.C.2
template <index_t H>
struct hidden {}; ///< H channels out; as many as come in unless given

template <class Option>
inline constexpr index_t hidden_of = 0;
template <index_t H>
inline constexpr index_t hidden_of<hidden<H>> = H;

/// Runs `Cell` over every scale of its input in `Directions`. A scale of a single region has no recurrence unless
/// `ScansSingle`. Parameters per scale and direction: `weight_x` [GH, C], `weight_r` and `weight_c` [GH, H], `bias`
/// [GH]; per link `weight` [H, H].
template <bool ScansSingle, cell Cell, class Directions, class... Options>
struct recurrent_layer : layer {
    static constexpr std::string_view kind = "hrnn";
    static constexpr bool opens_stage = true;
    static_assert(((std::is_same_v<Options, linked> || std::is_same_v<Options, unlinked> ||
                    std::is_same_v<Options, modified> || hidden_of<Options> > 0) &&
                   ...),
                  "chrnn: a hierarchy knows the options linked, unlinked, modified and hidden<n> only");
    static_assert(Directions::count >= 1, "chrnn: a recurrence has at least one direction");

    static constexpr bool links = (std::is_same_v<Options, linked> || ...);
    static constexpr context reads = (std::is_same_v<Options, modified> || ...) ? context::local : context::recurrent;
    template <signal In>
    static constexpr index_t H = ((hidden_of<Options> + ... + 0) > 0) ? (hidden_of<Options> + ... + 0) : In.channels;

    /// Whether scale I (fine to coarse) has a recurrence.
    template <signal In>
    static constexpr bool scans(index_t I) {
        return ScansSingle || !In.scale[I].single();
    }
    template <signal In, index_t I>
    using scale_at = scale<Cell, Directions, In.scale[I], In.channels, H<In>, reads>;

    template <signal In>
    static consteval signal output() {
        check<In>(std::make_integer_sequence<index_t, In.scales>{});
        signal out = In;
        out.channels = H<In>;
        return out;
    }

    template <signal In>
    static constexpr index_t parameters() {
        return offset<In>(In.scales) + (links ? link_count(In.scales) * H<In> * H<In> : 0);
    }
    template <signal In>
    static constexpr index_t biases() {
        index_t n = 0;
        for (index_t I = 0; I < In.scales; ++I)
            n += scans<In>(I) ? Directions::count * cell_traits<Cell>::gates * H<In> : 0;
        return n;
    }
    template <signal In, class Visit>
    static void each_parameter(Visit const& visit) {
        each<In>([&]<index_t I>() {
            if constexpr (scans<In>(I)) each_scale_parameter<In, I>(visit);
        });
        for (index_t J = In.scales - 1; links && J > 0; --J)
            for (index_t I = J - 1; I >= 0; --I)
                visit(parameter{"link." + std::string(In.scale[J].text()) + "." + std::string(In.scale[I].text()) +
                                    ".weight",
                                {H<In>, H<In>},
                                link_offset<In>(J, I),
                                H<In>,
                                H<In>,
                                H<In>,
                                initial::normal,
                                0.5});
    }
    template <signal In>
    static constexpr index_t multiply_adds() {
        index_t n = 0;
        each<In>([&]<index_t I>() {
            if constexpr (scans<In>(I)) n += scale_at<In, I>::multiply_adds;
        });
        for (index_t J = 1; links && J < In.scales; ++J) n += J * In.scale[J].regions() * H<In> * H<In>;
        return n;
    }
    template <signal In>
    static constexpr index_t saved(index_t samples) {
        return saved_before<In>(In.scales, samples);
    }
    template <signal In>
    static constexpr index_t scratch(index_t samples) {
        return room<In, float>(nullptr, samples).used;
    }
    static std::string text() {
        std::string all(Cell::name);
        for (std::string_view direction : Directions::names) all += " " + std::string(direction);
        return all + (links ? ", linked" : "") + (reads == context::local ? ", modified" : "");
    }

    template <signal In, class Pass>
    static void forward(Pass const& p) {
        each<In>([&]<index_t K>() { forward_scale<In, In.scales - 1 - K>(p); });
    }
    template <signal In, class Pass>
    static void backward(Pass const& p) {
        auto const r = room<In>(p.scratch, p.samples);
        each<In>([&]<index_t I>() {
            constexpr index_t P = In.scale[I].regions();
            p.on.for_each(P * p.samples, H<In>,
                          [dy = p.dy + output<In>().offset(I), to = r.d_output[I], n = p.samples](index_t row) {
                              for (index_t k = 0; k < H<In>; ++k)
                                  to[row * H<In> + k] = dy[row % n * output<In>().size() + k * P + row / n];
                          });
        });
        each<In>([&]<index_t I>() { backward_scale<In, I>(p, r); });
    }

  private:
    /// Calls `act.operator()<I>()` for every scale, fine to coarse.
    template <signal In, class Act>
    static constexpr void each(Act const& act) {
        [&]<index_t... I>(std::integer_sequence<index_t, I...>) { (act.template operator()<I>(), ...); }
        (std::make_integer_sequence<index_t, In.scales>{});
    }

    template <signal In, index_t... I>
    static consteval void check(std::integer_sequence<index_t, I...>) {
        (check_pair<In, I>(), ...);
        if constexpr (H<In> != In.channels && (!scans<In>(I) || ...))
            mistake<sentence("hierarchy: hidden<", H<In>, "> does not go with a scale of 1x1, which passes on its ",
                             In.channels, " channels as they are")>();
        if constexpr (ScansSingle && In.scales != 1)
            mistake<sentence("recurrence takes one scale, not ", In.text(), ": use hierarchy")>();
    }
    /// Links go from coarse to fine, so the scales must stand from fine to coarse.
    template <signal In, index_t I>
    static consteval void check_pair() {
        if constexpr (I > 0) {
            constexpr grid fine = In.scale[I - 1], coarse = In.scale[I];
            if constexpr (coarse.rows > fine.rows || coarse.columns > fine.columns || coarse == fine)
                mistake<sentence("hierarchy: the scales ", fine.rows, "x", fine.columns, " and ", coarse.rows, "x",
                                 coarse.columns, " are in the wrong order: a pyramid goes from fine to coarse")>();
        }
    }

    // Where parameters lie: those of the scans, fine to coarse, then the links.

    /// Numbers in the parameters of the scans before scale `end`.
    template <signal In>
    static constexpr index_t offset(index_t end) {
        index_t n = 0;
        each<In>([&]<index_t I>() {
            if constexpr (scans<In>(I)) n += I < end ? scale_at<In, I>::parameters : 0;
        });
        return n;
    }
    static constexpr index_t link_count(index_t scales) { return scales * (scales - 1) / 2; }
    /// The link from coarse scale J to fine scale I.
    template <signal In>
    static constexpr index_t link_offset(index_t J, index_t I) {
        return offset<In>(In.scales) + (link_count(J) + I) * H<In> * H<In>;
    }
    template <signal In, class T>
    static constexpr matrices<T> link(T* weights, index_t J, index_t I) {
        return dense_matrices(weights + link_offset<In>(J, I), H<In>, H<In>);
    }
    template <signal In, index_t I, class Visit>
    static void each_scale_parameter(Visit const& visit) {
        using part = scale_at<In, I>;
        constexpr index_t rows = part::G * part::H, begin = offset<In>(I);
        for (index_t d = 0; d < part::D; ++d) {
            std::string const name = std::string(In.scale[I].text()) + "." + std::string(Directions::names[d]) + ".";
            index_t const past = begin + d * part::past_size, input = begin + part::input_offset + d * part::input_size;
            visit(parameter{name + "weight_x", {rows, part::C}, input, rows, part::C, part::C, initial::normal, 1});
            visit(parameter{
                name + "weight_r", {rows, part::H}, past, rows, part::H, 2 * part::H, initial::orthogonal, 0.5});
            visit(parameter{name + "weight_c",
                            {rows, part::H},
                            past + part::H,
                            rows,
                            part::H,
                            2 * part::H,
                            initial::orthogonal,
                            0.5});
            visit(parameter{name + "bias",
                            {rows},
                            begin + part::bias_offset + d * part::bias_size,
                            1,
                            rows,
                            rows,
                            initial::zero,
                            0,
                            false});
        }
    }

    // Where a scale's numbers lie in what is saved: a scan's memory; of a single region only its output.

    /// Numbers saved by the scales before `end`.
    template <signal In>
    static constexpr index_t saved_before(index_t end, index_t n) {
        carver<float> all;
        each<In>([&]<index_t I>() {
            if (I >= end) return;
            if constexpr (scans<In>(I))
                typename scale_at<In, I>::template memory<float>(all, n);
            else
                all.take(n * H<In>);
        });
        return all.used;
    }
    template <signal In, index_t I, class T>
    static auto memory(T* saved, index_t n) {
        carver<T> from{saved + saved_before<In>(I, n)};
        return typename scale_at<In, I>::template memory<T>(from, n);
    }
    /// [regions, n, H]: what scale I gives to the finer scales and to the output.
    template <signal In, index_t I, class T>
    static T* output_of(T* saved, index_t n) {
        if constexpr (scans<In>(I))
            return memory<In, I>(saved, n).output;
        else
            return saved + saved_before<In>(I, n);
    }

    /// What lies in the scratch.
    template <class T>
    struct scratch_room {
        T* d_output[most_scales]{}; ///< [regions, n, H]: gradients of the scales' outputs
        T* terms[most_scales]{};    ///< [regions, n, H]: links applied at the coarse scale, and their gradients
        T* d_context = nullptr;     ///< [regions, n, H]
        carver<T> rest{};           ///< for the adjoints of one scale at a time
        index_t used = 0;
    };
    template <signal In, class T>
    static constexpr scratch_room<T> room(T* scratch, index_t n) {
        scratch_room<T> r;
        carver<T> all{scratch};
        for (index_t I = 0; I < In.scales; ++I) r.d_output[I] = all.take(In.scale[I].regions() * n * H<In>);
        for (index_t I = 0; I < In.scales; ++I) r.terms[I] = all.take(In.scale[I].regions() * n * H<In>);
        r.d_context = all.take(In.scale[0].regions() * n * H<In>);
        r.rest = all;
        each<In>([&]<index_t I>() {
            if constexpr (scans<In>(I)) {
                carver<T> one{nullptr, all.used};
                typename scale_at<In, I>::template adjoints<T>(one, n);
                r.used = std::max(r.used, one.used);
            }
        });
        r.used = std::max(r.used, all.used);
        return r;
    }

    template <signal In, index_t I, class Pass>
    static void forward_scale(Pass const& p) {
        constexpr index_t P = In.scale[I].regions();
        index_t const n = p.samples;
        using T = std::remove_pointer_t<decltype(p.saved)>;
        T* const h = output_of<In, I>(p.saved, n);
        if constexpr (scans<In>(I)) {
            auto const r = room<In>(p.scratch, n);
            scale_context<T> context;
            each<In>([&]<index_t J>() {
                if constexpr (links && J > I) {
                    p.on.template multiply<reading::plain, reading::transposed, false>(
                        1, dense_matrices(r.terms[J], In.scale[J].regions() * n, H<In>),
                        dense_matrices(static_cast<T const*>(output_of<In, J>(p.saved, n)), In.scale[J].regions() * n,
                                       H<In>),
                        link<In>(p.weights, J, I));
                    context.terms[context.count++] = {r.terms[J], In.scale[J]};
                }
            });
            scan<scale_at<In, I>>::forward(p.on, n, memory<In, I>(p.saved, n), p.weights + offset<In>(I),
                                           scale_signal<T const>{p.x + In.offset(I), In.size()}, context);
        } else {
            p.on.for_each(n, H<In>, [x = p.x + In.offset(I), h](index_t sample) {
                for (index_t k = 0; k < H<In>; ++k) h[sample * H<In> + k] = x[sample * In.size() + k];
            });
        }
        p.on.for_each(P * n, H<In>, [y = p.y + output<In>().offset(I), h, n](index_t row) {
            for (index_t k = 0; k < H<In>; ++k) y[row % n * output<In>().size() + k * P + row / n] = h[row * H<In> + k];
        });
    }

    template <signal In, index_t I, class Pass, class Room>
    static void backward_scale(Pass const& p, Room const& r) {
        index_t const n = p.samples;
        using T = std::remove_pointer_t<decltype(p.saved)>;
        if constexpr (!scans<In>(I)) {
            p.on.for_each(n, H<In>, [dx = p.dx + In.offset(I), d_output = r.d_output[I]](index_t sample) {
                for (index_t k = 0; k < H<In>; ++k) dx[sample * In.size() + k] = d_output[sample * H<In> + k];
            });
        } else {
            using part = scale_at<In, I>;
            auto const m = memory<In, I>(p.saved, n);
            auto rest = r.rest;
            typename part::template adjoints<T> const a(rest, n);
            scan<part>::backward(p.on, n, m, a, r.d_output[I], p.weights + offset<In>(I), p.gradients + offset<In>(I),
                                 scale_signal<T>{p.dx + In.offset(I), In.size()});
            if constexpr (links && I + 1 < In.scales) scan<part>::context_gradient(p.on, n, m, r.d_context);
            each<In>([&]<index_t J>() {
                if constexpr (links && J > I) backward_link<In, J, I>(p, r);
            });
        }
    }

    /// The gradients of the link from J to I and of the output of J, from that of the scale context of I.
    template <signal In, index_t J, index_t I, class Pass, class Room>
    static void backward_link(Pass const& p, Room const& r) {
        static constexpr grid fine = In.scale[I], coarse = In.scale[J];
        index_t const n = p.samples;
        using T = std::remove_pointer_t<decltype(p.saved)>;
        p.on.template sweep<T>(coarse.regions() * n, H<In>,
                               [to = r.terms[J], from = r.d_context, n]<class L>(index_t row, index_t column) {
                                   L sum = lane<L>::fill(0);
                                   for (index_t region = 0; region < fine.regions(); ++region)
                                       if (scale_context<T>::region(region, fine, coarse) == row / n)
                                           sum = sum + lane<L>::load(from + (region * n + row % n) * H<In> + column);
                                   lane<L>::store(to + row * H<In> + column, sum);
                               });
        auto const d_term = dense_matrices(static_cast<T const*>(r.terms[J]), coarse.regions() * n, H<In>);
        p.on.template multiply<reading::transposed, reading::plain, true>(
            1, link<In>(p.gradients, J, I), d_term,
            dense_matrices(static_cast<T const*>(output_of<In, J>(p.saved, n)), coarse.regions() * n, H<In>));
        p.on.template multiply<reading::plain, reading::plain, true>(
            1, dense_matrices(r.d_output[J], coarse.regions() * n, H<In>), d_term, link<In>(p.weights, J, I));
    }
};

/// The recurrence on every scale of a pyramid; scales of 1x1 pass on as they are. `hierarchy<lstm, all_directions,
/// linked>` is the paper's HLSTM, without `linked` it is the MLSTM. Options: linked, unlinked, modified, hidden<n>.
template <cell Cell, class Directions = all_directions, class... Options>
struct hierarchy : recurrent_layer<false, Cell, Directions, Options...> {};

/// The recurrence on one grid of any size from 1x1 (eq. 10-20). Options: modified, hidden<n>.
template <cell Cell, class Directions = all_directions, class... Options>
struct recurrence : recurrent_layer<true, Cell, Directions, Options...> {};

} // namespace chrnn
