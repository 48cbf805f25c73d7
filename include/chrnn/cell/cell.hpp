/// A cell: the equations of one region of a recurrence, and what the library reads off them.
#pragma once

#include <chrnn/cell/names.hpp>

namespace chrnn::CHRNN_ABI {

/// The gates of a cell in the order in which their weights are stacked (the LSTM's: i, f, g, o).
template <class... Gates>
requires((Gates::part == detail::role::gate) && ...) constexpr detail::names<Gates...> stacked(Gates...) { return {}; }

/// How the matrices of a cell begin; those of a cell without a `first_weights` of its own, named `begins`, so.
struct first_weights {
    double input = 0.5;     ///< W_x: the deviation of its numbers, times sqrt(C)
    double recurrent = 0.5; ///< W^r, W^c: orthogonal for each gate, of this norm (K matrices: 2 / K of it each)
    double identity = 0;    ///< of the first gate: W_x of all directions adds up to this times the identity
};

/// A type with a `name`, a stack of `gates` and the equations as `equations`. Its states are what the equations give
/// values to, its parameters beside the matrices what they read as `per_channel`. Gates read x and the neighbours' h,
/// or x alone if it says `gates_read_input_only = true`. If it weighs the two neighbours by shares that add up to 1, it
/// says `averages_neighbours = true`: where a direction reads one neighbour only, that one then stands for both.
/// requires: `equations` gives a value to the state "h"; the gates that it reads are in the stack.
/// ensures: the gradient of `equations` follows from its text; forward and backward run on every backend.
/// States other than h are kept below the root of the largest number, so that long sums of cells stay finite; the
/// gradient takes no notice of that.
template <class C>
concept cell = requires {
    {std::string_view(C::name)};
    C::gates;
    C::equations;
};

/// What is known of a cell at compile time.
template <cell Cell>
struct cell_traits {
    using equations_type = std::remove_cvref_t<decltype(Cell::equations)>;
    using gate_names = std::remove_cvref_t<decltype(Cell::gates)>;
    using state_names = typename detail::names_bound<equations_type, detail::role::state>::type;
    using shared_names = typename detail::names_bound<equations_type, detail::role::shared>::type;
    using row_names = detail::names_read<equations_type,
                                         detail::role::row>; ///< states read of the row neighbour, beside the matrices
    using column_names = detail::names_read<equations_type, detail::role::column>; ///< likewise of the column neighbour
    using per_channel_names =
        detail::names_read<equations_type, detail::role::per_channel>; ///< learnt numbers of a channel

    static constexpr index_t gates = gate_names::count;   ///< G
    static constexpr index_t states = state_names::count; ///< h and, in the LSTM, c
    static constexpr index_t per_channel = per_channel_names::count;
    static constexpr index_t output = state_names::template place<state<"h">>();
    /// Whether the gates read x alone, so that a scan multiplies no matrices.
    static constexpr bool gates_read_input_only = requires { requires Cell::gates_read_input_only; };
    /// Whether its equations weigh the row and the column neighbour by shares that add up to 1.
    static constexpr bool averages_neighbours = requires { requires Cell::averages_neighbours; };
    static constexpr first_weights begins = [] {
        if constexpr (requires { Cell::begins; }) return Cell::begins;
        return first_weights{};
    }();

    using all_names = detail::joined<gate_names, state_names, shared_names, row_names, column_names, per_channel_names>;

    /// A number of type `V` for every name.
    template <class V>
    using values = detail::slots_of<V, all_names>;

    /// Ends the compilation with a sentence unless the equations hang together.
    static consteval bool check() {
        if constexpr (output == states)
            mistake<sentence("the cell ", Cell::name, " gives no value to its output, the state h")>();
        return check_reads(detail::names_read<equations_type, detail::role::gate>{}) &&
               check_reads(detail::names_read<equations_type, detail::role::state>{}) &&
               check_reads(detail::names_read<equations_type, detail::role::shared>{}) && check_reads(row_names{}) &&
               check_reads(column_names{}) && check_parameters(per_channel_names{}) &&
               check_order<detail::names<>>(Cell::equations);
    }

  private:
    template <class Read>
    static constexpr bool known() {
        if (Read::part == detail::role::gate) return gate_names::template contains<Read>;
        if (Read::part == detail::role::shared) return shared_names::template contains<Read>;
        return state_names::template contains<typename Read::template as<detail::role::state>>;
    }
    template <class... Read>
    static consteval bool check_reads(detail::names<Read...>) {
        (check_read<Read>(), ...);
        return true;
    }
    template <class... Read>
    static consteval bool check_parameters(detail::names<Read...>) {
        (check_parameter<Read, Read...>(), ...);
        return true;
    }
    /// Parameters of one name that begin at different values are two.
    template <class One, class... All>
    static consteval void check_parameter() {
        if constexpr ((0 + ... + (One::text() == All::text())) > 1)
            mistake<sentence("the cell ", Cell::name, " has two parameters with the name ", One::text())>();
    }
    /// The lines of a step, of which those above gave `Bound` their values.
    template <class Bound>
    static consteval bool check_order(detail::equations<> const&) {
        return true;
    }
    template <class Bound, class Name, class Value, class... Rest>
    static consteval bool check_order(detail::equations<detail::binding<Name, Value>, Rest...> const& lines) {
        using line = detail::equations<detail::binding<Name, Value>>;
        if constexpr (Name::part == detail::role::per_channel)
            mistake<sentence("the cell ", Cell::name, " gives a value to ", Name::text(),
                             ", a parameter for each channel, which is learnt")>();
        if constexpr (Bound::template contains<Name>)
            mistake<sentence("the cell ", Cell::name, " gives a value to ", Name::text(), " twice")>();
        check_bound<Bound>(detail::names_read<line, detail::role::state>{});
        check_bound<Bound>(detail::names_read<line, detail::role::shared>{});
        return check_order<detail::joined<Bound, detail::names<Name>>>(lines.rest);
    }
    template <class Bound, class... Read>
    static consteval void check_bound(detail::names<Read...>) {
        (check_one_bound<Bound, Read>(), ...);
    }
    template <class Bound, class Read>
    static consteval void check_one_bound() {
        if constexpr (!Bound::template contains<Read>)
            mistake<sentence("the cell ", Cell::name, " reads ", Read::text(),
                             " before its equations give it a value")>();
    }
    template <class Read>
    static consteval void check_read() {
        if constexpr (!known<Read>())
            mistake<sentence("the cell ", Cell::name, " reads ", Read::text(), ", ",
                             Read::part == detail::role::gate ? "a gate that is not in its stack of gates"
                                                              : "to which its equations give no value")>();
    }
};

} // namespace chrnn::CHRNN_ABI
