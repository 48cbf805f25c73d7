/// How layers compose: one after another, or in branches that come together again.
#pragma once

#include <chrnn/layer/add.hpp>
#include <chrnn/layer/concatenate.hpp>

#include <type_traits>

namespace chrnn::CHRNN_ABI {

/// Parts one after another, each a layer or a composition of its own. An empty one passes its input on.
template <class... Parts>
struct sequence {};

/// Branches that all read the same input, and the `Merge` that makes one of what comes out of them.
template <class Merge, class... Branches>
struct branches {};

/// y = x + body(x), or projection(x) + body(x) where the shapes differ (He et al., CVPR 2016).
template <class Body, class Projection = sequence<>>
struct residual : branches<add, Body, Projection> {};

/// The outputs of branches side by side: along channels where they have one grid, else scale after scale.
template <class... Branches>
struct concat : branches<concatenate, Branches...> {};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Layers and branches, every sequence among them flattened.
template <class... Parts>
struct part_list {};

template <class... Lists>
struct joined_parts {
    using type = part_list<>;
};
template <class... A>
struct joined_parts<part_list<A...>> {
    using type = part_list<A...>;
};
template <class... A, class... B, class... Rest>
struct joined_parts<part_list<A...>, part_list<B...>, Rest...> : joined_parts<part_list<A..., B...>, Rest...> {};

template <class... Parts>
sequence<Parts...> sequence_in(sequence<Parts...> const*);
template <class Merge, class... Branches>
branches<Merge, Branches...> branches_in(branches<Merge, Branches...> const*);

template <class Part>
concept derives_from_sequence = requires(Part const* part) {
    sequence_in(part);
};
template <class Part>
concept derives_from_branches = requires(Part const* part) {
    branches_in(part);
};

/// The parts that one part of a network stands for: itself, or those of the sequence that it is or derives from.
template <class Part>
struct flattened {
    static consteval auto find() {
        if constexpr (std::is_base_of_v<layer, Part>) {
            return part_list<Part>{};
        } else if constexpr (derives_from_sequence<Part>) {
            return typename flattened<decltype(sequence_in(static_cast<Part const*>(nullptr)))>::type{};
        } else if constexpr (derives_from_branches<Part>) {
            return part_list<decltype(branches_in(static_cast<Part const*>(nullptr)))>{};
        } else {
            static_assert(
                derives_from_sequence<Part>,
                "chrnn: behind its input a network is made of layers, sequences, residuals and branches only");
            return part_list<>{};
        }
    }
    using type = decltype(find());
};
template <class... Parts>
struct flattened<sequence<Parts...>> : joined_parts<typename flattened<Parts>::type...> {};

} // namespace chrnn::CHRNN_ABI::detail
