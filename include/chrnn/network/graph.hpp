/// The graph of a network: its layers as operations in the order in which they run, on numbered values.
#pragma once

#include <chrnn/network/fuse.hpp>
#include <chrnn/network/named.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A layer that reads the values `From`. Operation I makes value I + 1; value 0 is the network's input.
template <class Layer, index_t First, index_t... Rest>
struct operation {
    using layer = Layer;
    static constexpr index_t first = First;
};

/// Operations in the order in which they run; `Value` is what comes out of them.
template <index_t Value, class... Operations>
struct graph {};

/// The graph `Before`, followed by `Parts`.
template <class Before, class Parts>
struct extended {
    using type = Before; // nothing is left
};
template <index_t Value, class... Operations, class Layer, class... Rest>
struct extended<graph<Value, Operations...>, part_list<Layer, Rest...>>
    : extended<graph<index_t{sizeof...(Operations)} + 1, Operations..., operation<Layer, Value>>, part_list<Rest...>> {
};

/// Branches one after another, each from value `From`; `Ends` are the values that they end in.
template <class Merge, index_t From, class Before, class Ends, class... Branches>
struct branched;
template <class Merge, index_t From, index_t Value, class... Operations, index_t... Ends>
struct branched<Merge, From, graph<Value, Operations...>, std::integer_sequence<index_t, Ends...>> {
    using type = graph<index_t{sizeof...(Operations)} + 1, Operations..., operation<Merge, Ends...>>;
};
template <class Merge, index_t From, index_t Value, class... Operations, index_t... Ends, class Branch, class... Rest>
struct branched<Merge, From, graph<Value, Operations...>, std::integer_sequence<index_t, Ends...>, Branch, Rest...> {
    template <index_t End, class... All>
    static auto next(graph<End, All...>) ->
        typename branched<Merge, From, graph<End, All...>, std::integer_sequence<index_t, Ends..., End>, Rest...>::type;
    using type = decltype(next(typename extended<graph<From, Operations...>, fused<Branch>>::type{}));
};
template <index_t Value, class... Operations, class Merge, class... Branches, class... Rest>
struct extended<graph<Value, Operations...>, part_list<branches<Merge, Branches...>, Rest...>>
    : extended<typename branched<Merge, Value, graph<Value, Operations...>, std::integer_sequence<index_t>,
                                 Branches...>::type,
               part_list<Rest...>> {
    static_assert(sizeof...(Branches) >= 1 && sizeof...(Branches) <= most_inputs, "chrnn: a merge has 1 to 8 branches");
};

/// The graph of `Parts` one after another.
template <class... Parts>
using graph_of = typename extended<graph<0>, fused<Parts...>>::type;

/// Operations told apart by their number: looking one up costs the same for any number of them.
template <index_t I, class Operation>
struct numbered_operation {
    using type = Operation;
};
template <class Numbers, class... Operations>
struct numbered_operations;
template <index_t... I, class... Operations>
struct numbered_operations<std::integer_sequence<index_t, I...>, Operations...> : numbered_operation<I, Operations>... {
};

template <index_t I, class Operation>
numbered_operation<I, Operation> find_operation(numbered_operation<I, Operation> const*);

} // namespace chrnn::CHRNN_ABI::detail
