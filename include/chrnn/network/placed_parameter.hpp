/// The parameters of a network as a list: what each layer declares, by its whole name and in its place.
#pragma once

#include <chrnn/network/network.hpp>
#include <chrnn/network/parameter_view.hpp>

namespace chrnn::CHRNN_ABI::detail {

struct placed_parameter {
    std::string name; ///< "conv1.weight"
    parameter declared;
    index_t begin; ///< where the layer's numbers begin in an arena of all parameters
};

/// All parameters of `Net` in the order of its layers. Made once, so that whoever goes through them needs no code for
/// each layer.
template <class Net>
std::vector<placed_parameter> const& placed_parameters() {
    static std::vector<placed_parameter> const all = [] {
        std::vector<placed_parameter> list;
        auto const add = [&](std::string_view layer, index_t begin, parameter const* first, parameter const* end) {
            for (; first != end; ++first)
                list.push_back({std::string(layer).append(".").append(first->name.view()), *first, begin});
        };
        Net::each_layer([&]<index_t I>() {
            static constexpr auto declared = Net::template parameters_at<I>();
            add(Net::layers[static_cast<std::size_t>(I)].name.view(), Net::parameter_offset(I), declared.all.data(),
                declared.all.data() + declared.all.size());
        });
        return list;
    }();
    return all;
}

/// Views of all of them in an arena of their layout that begins at `from`.
template <class T>
std::vector<parameter_view<T>> views_of(std::vector<placed_parameter> const& placed, T* from) {
    std::vector<parameter_view<T>> all;
    for (auto const& [name, p, begin] : placed)
        all.push_back({name, p.shape(), from + begin + p.offset, p.rows, p.columns, p.stride});
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
