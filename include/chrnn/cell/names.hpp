/// Lists of names as types, and the names that equations read and bind.
#pragma once

#include <chrnn/formula/let.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A list of symbols as a type.
template <class... Symbols>
struct names {
    static constexpr index_t count = sizeof...(Symbols);

    template <class Symbol>
    static constexpr bool contains = (std::is_same_v<Symbol, Symbols> || ...);

    /// The place of `Symbol` in the list, `count` if it is not there.
    template <class Symbol>
    static constexpr index_t place() {
        index_t result = 0;
        (void)((std::is_same_v<Symbol, Symbols> || (++result, false)) || ...);
        return result;
    }
};

/// Lists one after another.
template <class... Lists>
struct join;
template <class Only>
struct join<Only> {
    using type = Only;
};
template <class... A, class... B, class... Rest>
struct join<names<A...>, names<B...>, Rest...> : join<names<A..., B...>, Rest...> {};
template <class... Lists>
using joined = typename join<Lists...>::type;

/// A number of type `V` for every name of a list.
template <class V, class List>
struct slots_for;
template <class V, class... Symbols>
struct slots_for<V, names<Symbols...>> {
    using type = slots<V, Symbols...>;
};
template <class V, class List>
using slots_of = typename slots_for<V, List>::type;

/// `List` with `Symbol` at its end unless it is there already, or is not of the role asked for.
template <class List, class Symbol, role Role>
struct with_name;
template <class... Symbols, class Symbol, role Role>
struct with_name<names<Symbols...>, Symbol, Role> {
    using type = std::conditional_t<Symbol::part != Role || names<Symbols...>::template contains<Symbol>,
                                    names<Symbols...>, names<Symbols..., Symbol>>;
};

/// `List` with the names of one role that the formula `Node` reads.
template <class List, class Node, role Role>
struct with_reads {
    using type = List;
};
template <class List, class Symbol, role Role>
requires requires { Symbol::part; }
struct with_reads<List, Symbol, Role> : with_name<List, Symbol, Role> {};
template <class List, class Function, class Places, role Role>
struct with_reads<List, call<Function, Places>, Role> {
    using type = List;
};
template <class List, class Function, class Places, class First, class... Rest, role Role>
struct with_reads<List, call<Function, Places, First, Rest...>, Role>
    : with_reads<typename with_reads<List, First, Role>::type, names<Rest...>, Role> {};
template <class List, class First, class... Rest, role Role>
struct with_reads<List, names<First, Rest...>, Role>
    : with_reads<typename with_reads<List, First, Role>::type, names<Rest...>, Role> {};
template <class List, class... Names, class... Values, role Role>
struct with_reads<List, equations<binding<Names, Values>...>, Role> : with_reads<List, names<Values...>, Role> {};

/// The names of one role that equations read, in order of appearance.
template <class Equations, role Role>
using names_read = typename with_reads<names<>, Equations, Role>::type;

/// `List` with the names of one role among `Symbols`.
template <class List, role Role, class... Symbols>
struct with_names {
    using type = List;
};
template <class List, role Role, class First, class... Rest>
struct with_names<List, Role, First, Rest...> : with_names<typename with_name<List, First, Role>::type, Role, Rest...> {
};

/// The names of one role that equations bind, in order.
template <class Equations, role Role>
struct names_bound;
template <class... Names, class... Values, role Role>
struct names_bound<equations<binding<Names, Values>...>, Role> : with_names<names<>, Role, Names...> {};

} // namespace chrnn::CHRNN_ABI::detail
