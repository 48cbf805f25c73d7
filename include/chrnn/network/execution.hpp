/// The execution of a network: its activations in memory of a backend, and its layers run there.
#pragma once

#include <chrnn/backend/arena.hpp>
#include <chrnn/network/memory_plan.hpp>

#include <bitset>
#include <cmath>
#include <functional>
#include <optional>

namespace chrnn::CHRNN_ABI::detail {

/// What a pass computes with, beside activations; all in the backend's memory.
template <class T>
struct pass_operands {
    T* weights;
    T* gradients = nullptr;               ///< of a backward pass
    std::uint64_t seed = 0;               ///< what layers draw follows from it
    std::uint64_t const* steps = nullptr; ///< and from the steps done
    /// Called in a backward pass on the host with the number of each layer whose gradients are ready.
    std::function<void(index_t)> const* ready = nullptr;
    bool adds_gradients = true; ///< to those that are there; otherwise they count for nothing
};

/// Runs the layers of `Net` on up to a capacity of samples. Whoever owns it owns the parameters. It calls the backend's
/// verbs and nothing else, and so never waits for a device, but for what the host asks to read.
template <class Net, class Backend, class Scalar>
class execution {
  public:
    using operands = pass_operands<Scalar>;
    template <class T>
    using view_of = view<T, extents<dynamic>, location_of_backend<Backend>>; ///< of the workspace

    execution(Backend& on, index_t capacity, purpose what_for)
        : on_(on), purpose_(what_for), plan_(capacity, what_for, on), workspace_(on, plan_.size(), "the workspace") {}

    index_t samples() const { return samples_; }
    index_t size() const { return plan_.size(); }
    purpose runs_for() const { return purpose_; }
    /// Whether what comes out of layer I is there behind a pass, and whether a backward pass finds its gradient.
    bool keeps(index_t I) const { return plan_.keeps(I + 1); }
    bool finds_gradient(index_t I) const { return plan_.finds_gradient(I + 1); }

    /// Where the input of n samples [n, C, R, S] belongs.
    Scalar* input(index_t n) {
        samples_ = n;
        return workspace_.data() + plan_.value(0);
    }

    /// All layers in order.
    void forward(operands const& with) {
        Net::each_layer([&]<index_t I>() { forward_layer<I>(with); });
    }
    /// The same, until a layer's output is not finite; returns the number of that layer.
    std::optional<index_t> first_not_finite(operands const& with) {
        std::optional<index_t> found;
        Net::each_layer([&]<index_t I>() {
            if (found) return;
            forward_layer<I>(with);
            if (!is_finite(I)) found = I;
        });
        return found;
    }
    /// The number of the first layer whose output in the last pass, of those that are kept, is not finite.
    std::optional<index_t> first_not_finite() const {
        for (index_t I = 0; I < Net::count; ++I)
            if (keeps(I) && !is_finite(I)) return I;
        return std::nullopt;
    }
    /// The loss of every sample behind `forward`.
    template <class Target>
    void find_losses(operands const& with, Target const* targets) {
        find_losses(with, targets, workspace_.data() + plan_.losses());
    }
    /// The same to other memory, also behind a prediction.
    template <class Target>
    void find_losses(operands const& with, Target const* targets, Scalar* to) {
        with_layer<last>(
            part(last, with, nullptr, {}, plan_.scratch(last)),
            [&]<class Layer, feature_shape... In>(auto const& p) { Layer::template losses<In...>(p, targets, to); });
    }

    /// Finds the gradients of the mean loss.
    template <class Target>
    void backward(operands const& with, Target const* targets) {
        if (!with.adds_gradients) clear_gradients(with.gradients);
        reached_.reset();
        backward_layer<last>(with, [&]<class Layer, feature_shape... In>(auto const& p) {
            Layer::template backward<In...>(p, targets);
        });
        backward_below<last>(with);
    }
    /// Adds the gradients of the inner product of layer I's output with what was written to `output_gradient(I)`.
    void backward_from(index_t I, operands const& with) {
        reached_.reset();
        reached_.set(static_cast<std::size_t>(I) + 1);
        backward_below<last>(with);
    }
    Scalar* output_gradient(index_t I) { return workspace_.data() + plan_.gradient(I + 1); }

    /// The losses in the backend's memory, for its verbs.
    view_of<Scalar const> losses() { return {workspace_.data() + plan_.losses(), samples_}; }

    // What the host reads: valid until the next call.
    std::span<Scalar const> losses_on_host() const { return workspace_.host(plan_.losses(), samples_); }
    /// What came out of layer I.
    std::span<Scalar const> output(index_t I) const {
        return workspace_.host(plan_.value(I + 1), samples_ * plan_.size_of(I + 1));
    }
    std::span<Scalar const> input_gradient() const {
        return workspace_.host(plan_.gradient(0), samples_ * plan_.size_of(0));
    }

  private:
    static constexpr index_t last = Net::count - 1;
    static constexpr layer_description const& about(index_t I) { return Net::layers[static_cast<std::size_t>(I)]; }

    /// Of every layer, how many of its name come before it.
    static constexpr auto namesakes_before = [] {
        std::array<int, static_cast<std::size_t>(Net::count)> all{};
        for (index_t I = 0; I < Net::count; ++I)
            for (index_t k = 0; k < I; ++k)
                all[static_cast<std::size_t>(I)] += about(k).name.view() == about(I).name.view() ? 1 : 0;
        return all;
    }();
    /// What layer I draws from: layers without parameters may share a name, but never their noise.
    static std::uint64_t noise_key(std::uint64_t seed, index_t I) {
        int const before = namesakes_before[static_cast<std::size_t>(I)];
        return random_key(seed, before == 0 ? "noise" : "noise " + std::to_string(before + 1), about(I).name.view());
    }

    bool is_finite(index_t I) const {
        for (Scalar x : output(I))
            if (!std::isfinite(x)) return false;
        return true;
    }

    /// Fills with 0 what no layer writes.
    void clear_gradients(Scalar* gradients) {
        index_t first = 0; // of neighbouring layers
        auto const clear = [&](index_t end) {
            index_t const from = Net::parameter_offset(first), to = Net::parameter_offset(end);
            if (to > from) on_.fill(gradients + from, to - from, Scalar(0));
        };
        for (index_t I = 0; I < Net::count; ++I)
            if (about(I).writes_gradients && finds_gradient(I)) clear(I), first = I + 1;
        clear(Net::count);
    }

    // As much as can be is no template of I: a network has many layers, and each would be compiled.

    /// What layer I works on.
    pass<Backend, Scalar> part(index_t I, operands const& with, Scalar const* dy,
                               std::array<Scalar*, most_inputs> const& dx, index_t scratch) {
        Scalar* const base = workspace_.data();
        auto const own = [I](Scalar* all) { return all ? all + Net::parameter_offset(I) : nullptr; };
        pass<Backend, Scalar> p{on_,
                                samples_,
                                plan_.trains(),
                                {noise_key(with.seed, I), with.steps},
                                nullptr,
                                base + plan_.value(I + 1),
                                dy,
                                dx[0],
                                own(with.weights),
                                own(with.gradients),
                                plan_.saves(I) ? base + plan_.saved(I) : nullptr,
                                base + scratch,
                                {},
                                dx,
                                with.adds_gradients || !about(I).writes_gradients};
        for (std::size_t i = 0; i < static_cast<std::size_t>(about(I).inputs); ++i)
            p.inputs[i] = base + plan_.value(about(I).from[i]);
        p.x = p.inputs[0];
        return p;
    }
    /// Calls `act.operator()<Layer, In...>(p)` for layer I.
    template <index_t I, class Act>
    static void with_layer(pass<Backend, Scalar> const& p, Act const& act) {
        Net::template with_shapes<I>(
            [&]<class Layer, feature_shape... In>() { act.template operator()<Layer, In...>(p); });
    }

    template <index_t I>
    void forward_layer(operands const& with) {
        if (about(I).training_only && !plan_.trains()) return;
        with_layer<I>(part(I, with, nullptr, {}, plan_.scratch(I)),
                      [&]<class Layer, feature_shape... In>(auto const& p) { Layer::template forward<In...>(p); });
    }
    /// The layers before I, as far as a gradient reaches them.
    template <index_t I>
    void backward_below(operands const& with) {
        if constexpr (I > 0) {
            if (reached_[static_cast<std::size_t>(I)])
                backward_layer<I - 1>(
                    with, [&]<class Layer, feature_shape... In>(auto const& p) { Layer::template backward<In...>(p); });
            backward_below<I - 1>(with);
        }
    }
    /// Where a layer writes the gradients of its inputs, and which of them are then added to one that is there already.
    struct input_gradients {
        std::array<Scalar*, most_inputs> to{};
        std::bitset<most_inputs> added;
    };
    input_gradients input_gradients_of(index_t I) {
        input_gradients all;
        for (std::size_t i = 0; i < static_cast<std::size_t>(about(I).inputs); ++i) {
            index_t const value = about(I).from[i];
            if (!plan_.finds_gradient(value)) continue;
            auto reached = reached_[static_cast<std::size_t>(value)];
            all.added[i] = reached;
            all.to[i] = workspace_.data() +
                        (reached ? plan_.input_gradient(I, static_cast<index_t>(i)) : plan_.gradient(value));
            reached = true;
        }
        return all;
    }
    /// Layer I backward by `act`; where a value has a gradient already, what this layer passes back is added to it.
    template <index_t I, class Act>
    void backward_layer(operands const& with, Act const& act) {
        if (!finds_gradient(I)) return;
        input_gradients const dx = input_gradients_of(I);
        Scalar const* const dy = I == last ? nullptr : workspace_.data() + plan_.gradient(I + 1);
        with_layer<I>(part(I, with, dy, dx.to, plan_.backward_scratch(I)), act);
        if (dx.added.any()) add_to_others(I, dx);
        if (with.ready) (*with.ready)(I);
    }
    void add_to_others(index_t I, input_gradients const& dx) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(about(I).inputs); ++i)
            if (index_t const value = about(I).from[i]; dx.added[i])
                add(dx.to[i], workspace_.data() + plan_.gradient(value), samples_ * plan_.size_of(value));
    }
    void add(Scalar const* from, Scalar* to, index_t n) {
        view_of<Scalar> const sum(to, n);
        on_.assign(sum, sum + view_of<Scalar const>(from, n));
    }

    Backend& on_;
    purpose purpose_;
    memory_plan<Net> plan_;
    arena<Scalar, Backend> workspace_;
    index_t samples_ = 0;
    std::bitset<static_cast<std::size_t>(Net::count) + 1> reached_; ///< values that have a gradient
};

} // namespace chrnn::CHRNN_ABI::detail
