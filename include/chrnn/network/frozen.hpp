/// A frozen part of a network: layers that keep their parameters while others are trained.
#pragma once

#include <chrnn/layer/whole_layer.hpp>
#include <chrnn/network/fuse.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What the backward pass of a frozen `Layer` reads; one that does not say is run as if it were trained.
template <class Layer>
consteval activations reads_frozen() {
    if constexpr (requires { Layer::frozen_reads; })
        return Layer::frozen_reads;
    else
        return Layer::backward_reads;
}

/// `Layer` with parameters that are not trained. It does in training what it does in prediction.
template <class Layer>
struct frozen_layer : Layer {
    static constexpr activations backward_reads = reads_frozen<Layer>();
    static constexpr bool writes_gradients = false; // they are 0

    template <feature_shape... In>
    static constexpr auto parameters() {
        auto list = Layer::template parameters<In...>();
        for (parameter& p : list.all) p.trained = false;
        return list;
    }

    template <feature_shape... In, class Pass>
    static void forward(Pass const& p) {
        if constexpr (Layer::training_only)
            copy<In...>(p, p.x, p.y);
        else
            Layer::template forward<In...>(as_in_prediction(p));
    }
    template <feature_shape... In, class Pass>
    static void backward(Pass const& p) {
        Pass own = as_in_prediction(p);
        if constexpr (Layer::training_only) {
            copy<In...>(p, p.dy, p.dx);
        } else if constexpr (requires { Layer::frozen_reads; }) {
            own.gradients = nullptr;
            Layer::template backward<In...>(own);
        } else {
            Layer::template backward<In...>(own);
            p.on.fill(p.gradients, Layer::template parameters<In...>().extent(), typename Pass::scalar(0));
        }
    }

  private:
    template <class Pass>
    static Pass as_in_prediction(Pass p) {
        p.training = false;
        return p;
    }
    template <feature_shape In, class Pass, class T>
    static void copy(Pass const& p, T const* from, std::type_identity_t<T>* to) {
        if (to && to != from)
            p.on.assign(p.template view_at<batch_extents<In>>(to, p.samples),
                        p.template view_at<batch_extents<In>>(from, p.samples));
    }
};

template <class Layer>
inline constexpr bool is_frozen = false;
template <class Layer>
inline constexpr bool is_frozen<frozen_layer<Layer>> = true;

template <class... Parts>
struct frozen_parts;

/// One part, frozen. A layer that lacks something stays as it is, for the network to say so.
template <class Part>
struct frozen_part {
    static consteval auto find() {
        if constexpr (Part::is_loss) {
            mistake<sentence("the loss ", Part::kind, " cannot be frozen: it stands behind what is")>();
            return std::type_identity<Part>{};
        } else if constexpr (is_frozen<Part> || !missing_function<Part>().empty()) {
            return std::type_identity<Part>{};
        } else {
            return std::type_identity<frozen_layer<Part>>{};
        }
    }
    using type = typename decltype(find())::type;
};
template <class Merge, class... Branches>
struct frozen_part<branches<Merge, Branches...>> {
    using type = branches<typename frozen_part<Merge>::type, typename frozen_parts<fused<Branches>>::type...>;
};
template <class... Parts>
struct frozen_parts<part_list<Parts...>> {
    using type = sequence<typename frozen_part<Parts>::type...>;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `Parts` one after another, none of which is trained: `frozen<vgg_trunk>, dense<10>, softmax_cross_entropy`. Names,
/// shapes, files and initial values are those of `sequence<Parts...>`, so parameters are loaded from one network into
/// the other. In training these layers do what they do in prediction: batch normalisation takes its running figures and
/// keeps them, dropout does not act. They pass a gradient on only if something before them is trained or the gradient
/// of the input is asked for; if not, nothing of them is kept for a backward pass, and `output` cannot show it.
template <class... Parts>
struct frozen : detail::frozen_parts<detail::fused<Parts...>>::type {};

} // namespace chrnn::CHRNN_ABI
