/// The execution of a network: its activations in memory of a backend, and its layers run forward and backward there.
#pragma once

#include <chrnn/backend/arena.hpp>
#include <chrnn/network/workspace.hpp>

namespace chrnn {

/// A kernel of one number.
struct count_step {
    std::uint64_t* steps;
    CHRNN_INLINE void operator()(index_t) const { ++*steps; }
};

/// Runs the layers of `Net` on up to a capacity of samples. Whoever owns it owns the parameters. It calls the backend's
/// verbs and nothing else, and so never waits for a device.
template <class Net, class Backend, class Scalar>
class execution {
  public:
    execution(Backend& on, index_t capacity, std::uint64_t seed)
        : on_(on), seed_(seed), layout(capacity), room(on, layout.size, "the workspace"),
          labels_(on, capacity, "the labels"), counter_(on, 1, "the step counter") {}

    index_t samples() const { return samples_; }
    std::uint64_t seed() const { return seed_; }
    void set_seed(std::uint64_t value) { seed_ = value; }
    /// Steps done, from which with the seed all noise follows.
    void set_steps(std::uint64_t n) { on_.upload(std::span<std::uint64_t const>(&n, 1), counter_.data()); }
    /// Whether `backward` goes down to the input.
    bool wants_input_gradient = false;

    /// Says that these images are the next to be taken in.
    template <class X>
    void announce(std::span<X const> images) {
        on_.template announce<Scalar>(images);
    }
    /// Takes in images of n samples, [n, C, R, S].
    template <class X>
    void take(std::span<X const> images, index_t n) {
        samples_ = n;
        on_.upload(images, room.data() + layout.activation[0]);
    }
    void take_labels(std::span<int const> labels) { on_.upload(labels, labels_.data()); }

    /// All layers in order, with the parameters at `weights`. Dropout acts in training.
    void forward(Scalar* weights, bool training) {
        Net::each_layer(
            [&]<index_t I>() { layer_at<I>::template forward<shape_at<I>()>(part<I>(training, weights, nullptr)); });
    }
    /// The loss of every sample behind `forward`.
    void find_losses() {
        layer_at<last>::template losses<shape_at<last>()>(part<last>(true, nullptr, nullptr), labels_.data(),
                                                          room.data() + layout.losses);
    }
    /// The gradients of the mean loss, into `gradients`; the step counts as done.
    void backward(Scalar* weights, Scalar* gradients) {
        on_.fill(gradients, Net::parameter_offset(Net::count), Scalar(0));
        [&]<index_t... K>(std::integer_sequence<index_t, K...>) { (backward_layer<last - K>(weights, gradients), ...); }
        (std::make_integer_sequence<index_t, Net::count>{});
        on_.parallel_for(1, 1, count_step{counter_.data()});
    }

    /// The losses in the backend's memory, for its verbs.
    view<Scalar const, extents<dynamic>> losses() { return {room.data() + layout.losses, samples_}; }

    // What the host reads: valid until the next call.
    std::span<Scalar const> losses_on_host() const { return room.host(layout.losses, samples_); }
    /// What came out of layer I.
    std::span<Scalar const> output(std::size_t I) const {
        return room.host(layout.activation[I + 1], samples_ * Net::layers[I].out.size());
    }
    std::span<Scalar const> input_gradient() const {
        return room.host(layout.gradient[input_slot], samples_ * Net::input.size());
    }

  private:
    static constexpr index_t last = Net::count - 1;
    template <index_t I>
    using layer_at = typename Net::template layer_at<I>;
    template <index_t I>
    static consteval feature_shape shape_at() {
        return Net::template shape_at<I>();
    }
    /// The first layer that has parameters: below it, nobody but `input_gradient` asks for gradients.
    static constexpr index_t lowest = [] {
        index_t I = 0;
        while (I < Net::count && Net::layers[static_cast<std::size_t>(I)].parameters == 0) ++I;
        return I;
    }();

    /// What layer I works on.
    template <index_t I>
    pass<Backend, Scalar> part(bool training, Scalar* weights, Scalar* gradients, Scalar const* dy = nullptr,
                               Scalar* dx = nullptr) {
        constexpr auto i = static_cast<std::size_t>(I);
        Scalar* const base = room.data();
        auto const own = [](Scalar* all) { return all ? all + Net::parameter_offset(I) : nullptr; };
        return {on_,
                samples_,
                training,
                step_noise{seed_, counter_.data(), static_cast<std::uint64_t>(I)},
                base + layout.activation[i],
                base + layout.activation[i + 1],
                dy,
                dx,
                own(weights),
                own(gradients),
                base + layout.saved[i],
                base + layout.scratch};
    }
    template <index_t I>
    void backward_layer(Scalar* weights, Scalar* gradients) {
        using one = layer_at<I>;
        Scalar* const base = room.data();
        if constexpr (I == last) input_slot = 0;
        std::size_t const to = one::in_place ? input_slot : 1 - input_slot;
        if (I < lowest && !wants_input_gradient) return;
        bool const wanted = I > lowest || wants_input_gradient;
        auto const p = part<I>(true, weights, gradients, base + layout.gradient[input_slot],
                               wanted ? base + layout.gradient[to] : nullptr);
        if constexpr (I == last)
            one::template backward<shape_at<I>()>(p, labels_.data());
        else
            one::template backward<shape_at<I>()>(p);
        input_slot = to;
    }

    Backend& on_;
    std::uint64_t seed_;
    workspace<Net> layout;
    arena<Scalar, Backend> room;
    arena<int, Backend> labels_;
    arena<std::uint64_t, Backend> counter_; ///< steps so far, for kernels
    index_t samples_ = 0;
    std::size_t input_slot = 0; ///< which gradient buffer holds the gradient of the layer reached
};

} // namespace chrnn
