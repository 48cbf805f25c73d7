/// The hierarchy: a recurrence on every scale of a pyramid, linked from coarse to fine (spec section 2, eq. 21-25).
#pragma once

#include <chrnn/layer/hierarchy_pass.hpp>
#include <chrnn/layer/option.hpp>

namespace chrnn::CHRNN_ABI {

/// Options of `hierarchy` and `recurrence`.
struct linked {};   ///< coarser scales feed finer ones: HSRN, HLSTM. Without it: MSRN, MLSTM.
struct unlinked {}; ///< the default, by name
struct modified {}; ///< regions read their own input in place of their neighbours' states: the modified CNN (IV.C.2)
template <index_t H>
struct hidden {}; ///< H channels out; as many as come in unless given

/// Links learn at `Percent` / 100 of the rate, a tenth unless given: each is in every gate and direction of its scale,
/// and its gradient is the sum over them.
template <index_t Percent>
struct link_rate {};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Runs `Cell` over every scale of its input in `Directions`. A scale of a single region has no recurrence unless
/// `ScansSingle`. Parameters per scale and direction: `weight_x` [GH, C], one [GH, H] for each neighbour that
/// the direction reads (`weight_r` and `weight_c`; none if gates read x alone), `bias` [GH] and the cell's own, [H]
/// each; per link `weight` [H, H].
template <bool ScansSingle, cell Cell, direction_set Directions, class... Options>
struct recurrent_layer : layer {
    static constexpr std::string_view kind = "hrnn";
    static constexpr bool opens_stage = true, joins_stage = true;
    static constexpr activations backward_reads = activations::none, frozen_reads = activations::none;
    static constexpr bool saves_for_backward_only = true, writes_gradients = true;
    using scans = Directions;
    static constexpr bool links = (std::is_same_v<Options, linked> || ...);
    static constexpr bool unlinks = (std::is_same_v<Options, unlinked> || ...);
    static_assert(
        ((std::is_same_v<Options, linked> || std::is_same_v<Options, unlinked> || std::is_same_v<Options, modified> ||
          is_option<hidden, Options> || is_option<link_rate, Options>)&&...),
        "chrnn: a hierarchy knows the options linked, unlinked, link_rate<percent>, modified and hidden<n> only");
    static_assert(!ScansSingle || !(links || unlinks),
                  "chrnn: a recurrence has one scale and no links: linked and unlinked are options of hierarchy");
    static_assert(!(links && unlinks), "chrnn: a hierarchy is linked or unlinked, not both");

    static constexpr context reads = (std::is_same_v<Options, modified> || ...) ? context::local : context::recurrent;
    static constexpr index_t link_rate_percent = option_among<link_rate, "link_rate", 10, 0, Options...>();
    static constexpr index_t hidden_option =
        option_among<hidden, "hidden", 0, 1, Options...>(); ///< 0: as many as come in

    template <feature_shape In>
    using layout = hierarchy_layout<Cell, Directions, In, (hidden_option > 0 ? hidden_option : In.channels), reads,
                                    links, ScansSingle>;

    template <feature_shape In>
    static consteval feature_shape output() {
        check<In>(std::make_integer_sequence<index_t, In.scales>{});
        return layout<In>::out;
    }
    template <feature_shape In>
    static constexpr auto parameters() {
        using places = layout<In>;
        parameter_list<places::parameter_count> list;
        auto* next = list.all.data();
        for (index_t I = 0; I < In.scales; ++I)
            if (places::scans(I)) declare_scale<In>(I, next);
        for (index_t J = In.scales - 1; links && J > 0; --J)
            for (index_t I = J - 1; I >= 0; --I) {
                fixed_string<40> name("link.");
                name.append(In.scale[J].text()).append(".").append(In.scale[I].text()).append(".weight");
                *next++ = weight(name, {places::H, places::H})
                              .begins(initial::normal, 0.1)
                              .learns_at(link_rate_percent / 100.0)
                              .placed(places::link_offset(J, I), places::H);
            }
        return list;
    }
    template <feature_shape In>
    static constexpr index_t multiply_adds() {
        using places = layout<In>;
        index_t n = 0;
        for (index_t I = 0; I < In.scales; ++I) n += places::scans(I) ? places::scale_at(I).multiply_adds() : 0;
        for (index_t J = 1; links && J < In.scales; ++J) n += J * In.scale[J].regions() * places::H * places::H;
        return n;
    }
    template <feature_shape In>
    static constexpr index_t saved(index_t samples) {
        return layout<In>::saved_before(In.scales, samples);
    }
    template <feature_shape In>
    static constexpr index_t scratch(index_t samples) {
        return layout<In>::scratch_size(samples, true);
    }
    template <feature_shape In, class Backend>
    static constexpr index_t prediction_scratch(index_t samples, Backend& on) {
        return layout<In>::scratch_size(samples, false, scan<typename layout<In>::part>::at_once(on));
    }
    /// A region's own input: what it reads without the recurrence and the links.
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
    static std::string text() {
        std::string all(Cell::name);
        for (std::string_view direction : Directions::names) all.append(" ").append(direction);
        if (links) all.append(", linked");
        if (reads == context::local) all.append(", modified");
        return all;
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        hierarchy_pass<layout<In>, Pass>{p}.forward();
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        hierarchy_pass<layout<In>, Pass>{p}.backward();
    }

  private:
    template <feature_shape In, index_t... I>
    static consteval void check(std::integer_sequence<index_t, I...>) {
        (check_order<In, I>(), ...);
        check_names(typename cell_traits<Cell>::per_channel_names{});
        if constexpr (cell_traits<Cell>::begins.identity != 0 && cell_traits<Cell>::gates > 1 &&
                      layout<In>::H < In.channels)
            mistake<sentence("the cell ", Cell::name,
                             " begins with the identity in its first gate, which does not go with hidden<",
                             layout<In>::H, "> for ", In.channels, " channels")>();
        if constexpr (layout<In>::H != In.channels && (!layout<In>::scans(I) || ...))
            mistake<sentence("hierarchy: hidden<", layout<In>::H,
                             "> does not go with a scale of 1x1, which passes on its ", In.channels,
                             " channels as they are")>();
        if constexpr (ScansSingle && In.scales != 1)
            mistake<sentence("recurrence takes one scale, not ", In.text(), ": use hierarchy")>();
    }
    /// In files the cell's parameters stand beside those that every cell has.
    template <class... Name>
    static consteval void check_names(names<Name...>) {
        (check_name<Name>(), ...);
    }
    template <class Name>
    static consteval void check_name() {
        constexpr std::string_view text = Name::text();
        constexpr std::size_t most = 24;
        if constexpr (text == "bias" || text.starts_with("weight_"))
            mistake<sentence("the cell ", Cell::name, " calls a parameter ", text,
                             ", a name that is kept for the matrices and the bias of every cell")>();
        if constexpr (text.empty() || text.size() > most)
            mistake<sentence("the cell ", Cell::name, " has a parameter whose name has ", text.size(),
                             " characters: it is part of names in files and has 1 to ", most)>();
    }
    /// Links go from coarse to fine, so the scales must stand from fine to coarse.
    template <feature_shape In, index_t I>
    static consteval void check_order() {
        if constexpr (I > 0) {
            constexpr grid fine = In.scale[I - 1], coarse = In.scale[I];
            if constexpr (coarse.rows > fine.rows || coarse.columns > fine.columns || coarse == fine)
                mistake<sentence("hierarchy: the scales ", fine.rows, "x", fine.columns, " and ", coarse.rows, "x",
                                 coarse.columns, " are in the wrong order: a pyramid goes from fine to coarse")>();
        }
    }
    template <feature_shape In>
    static constexpr void declare_scale(index_t I, parameter*& next) {
        using part = typename layout<In>::part;
        constexpr index_t rows = part::G * part::H, H = part::H, C = part::C;
        constexpr first_weights first = cell_traits<Cell>::begins;
        index_t const begin = layout<In>::parameters_before(I);
        for (index_t d = 0; d < part::D; ++d) {
            auto const called = [&](std::string_view what) {
                fixed_string<40> name(In.scale[I].text());
                return name.append(".").append(Directions::names[d]).append(".").append(what);
            };
            index_t const recurrent = begin + d * part::recurrent_size,
                          x = begin + part::input_offset + d * part::input_size;
            *next++ = weight(called("weight_x"), {rows, C})
                          .begins(initial::normal, first.input, first.identity / part::D)
                          .placed(x, C);
            for (index_t k = 0; k < part::K; ++k)
                *next++ = weight(called(part::neighbours_type::matrix(k)), {rows, H})
                              .begins(initial::orthogonal, first.recurrent * 2 / part::K)
                              .placed(recurrent + k * H, part::K * H);
            *next++ = bias(called("bias"), rows).placed(begin + part::bias_offset + d * part::bias_size, rows);
            [&]<class... Name>(names<Name...>) {
                index_t k = 0;
                ((*next++ = weight(called(Name::text()), {H})
                                .begins(initial::constant, Name::begins)
                                .without_decay()
                                .placed(begin + part::per_channel(k++, d), H)),
                 ...);
                (void)k;
            }(typename cell_traits<Cell>::per_channel_names{});
        }
    }
};

/// What stands for a recurrence behind the sentence that ends the compilation.
struct no_recurrence : layer {
    static constexpr std::string_view kind = "hrnn";
    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const&) {}
    template <feature_shape In, class Pass>
    static void backward(Pass const&) {}
};
template <bool ScansSingle, class Cell, class Directions, class... Options>
consteval auto checked_recurrence() {
    if constexpr (cell<Cell> && direction_set<Directions>) {
        return std::type_identity<recurrent_layer<ScansSingle, Cell, Directions, Options...>>{};
    } else {
        static_assert(cell<Cell>, "chrnn: the first argument of hierarchy and recurrence is a cell, such as lstm: a "
                                  "type with a name, gates and equations");
        static_assert(!cell<Cell> || direction_set<Directions>,
                      "chrnn: the second argument of hierarchy and recurrence is a set of directions, such as "
                      "all_directions or directions<se, nw>");
        return std::type_identity<no_recurrence>{};
    }
}
template <bool ScansSingle, class Cell, class Directions, class... Options>
using recurrence_of = typename decltype(checked_recurrence<ScansSingle, Cell, Directions, Options...>())::type;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The recurrence on every scale of a pyramid; scales of 1x1 pass on as they are. `hierarchy<lstm, all_directions,
/// linked>` is the paper's HLSTM, without `linked` it is the MLSTM. Options: linked, unlinked, modified, hidden<n>,
/// link_rate<percent>.
template <class Cell, class Directions = all_directions, class... Options>
struct hierarchy : detail::recurrence_of<false, Cell, Directions, Options...> {};

/// The recurrence on one grid of any size from 1x1 (eq. 10-20). Options: modified, hidden<n>.
template <class Cell, class Directions = all_directions, class... Options>
struct recurrence : detail::recurrence_of<true, Cell, Directions, Options...> {};

} // namespace chrnn::CHRNN_ABI
