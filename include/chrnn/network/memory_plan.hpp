/// The memory plan of a network: where its activations and gradients lie, each only for as long as it is needed.
#pragma once

#include <chrnn/network/memory_block.hpp>
#include <chrnn/network/network.hpp>
#include <chrnn/network/purpose.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What a plan needs to know of a backend, for the least memory: one product after another.
struct one_at_a_time {
    static constexpr index_t concurrent(index_t /*count*/, index_t /*columns*/) { return 1; }
};

/// Numbers of scratch that a layer's `forward` needs: in a pass of training, or in one that keeps nothing for
/// `backward`.
template <class Layer, feature_shape... In, class Backend>
constexpr index_t forward_scratch(index_t samples, bool trains, Backend& on) {
    if constexpr (requires { Layer::template prediction_scratch<In...>(samples, on); })
        if (!trains) return Layer::template prediction_scratch<In...>(samples, on);
    return Layer::template scratch<In...>(samples);
}

/// The plan of `Net` for batches of up to `samples`, run on a backend like `on`; offsets are in numbers. A value is
/// what flows between layers: 0 the input, I + 1 what comes out of layer I.
template <class Net>
class memory_plan {
  public:
    static constexpr index_t layers = Net::count, values = layers + 1;

    constexpr memory_plan(index_t samples, purpose what_for) : memory_plan(samples, what_for, one_at_a_time{}) {}
    template <class Backend>
    constexpr memory_plan(index_t samples, purpose what_for, Backend&& on) : purpose_(what_for) {
        plan_values(samples);
        if (trains()) plan_gradients(samples);
        Net::each_layer([&]<index_t I>() {
            auto const [saved, forward, backward] =
                Net::template with_shapes<I>([&]<class Layer, feature_shape... In>() {
                    bool const saves = finds_gradient(I + 1) || !Layer::saves_for_backward_only;
                    return std::array{saves ? Layer::template saved<In...>(samples) : index_t{0},
                                      forward_scratch<Layer, In...>(samples, finds_gradient(I + 1), on),
                                      Layer::template scratch<In...>(samples)};
                });
            auto& own = layer_[static_cast<std::size_t>(I)];
            own.saved = take(saved, I, finds_gradient(I + 1) ? backward_time(I) : I);
            own.scratch = take(forward, I, I);
            if (finds_gradient(I + 1)) own.backward_scratch = take(backward, backward_time(I), backward_time(I));
        });
        if (trains()) losses_ = take(samples, layers - 1, for_ever);
        size_ = place_blocks<most_blocks>(blocks_.data(), count_);
    }

    /// Numbers of value v for one sample.
    static constexpr index_t size_of(index_t v) {
        return v == 0 ? Net::input.size() : Net::layers[static_cast<std::size_t>(v) - 1].out.size();
    }
    constexpr bool trains() const { return purpose_ == purpose::training || purpose_ == purpose::input_gradient; }
    /// Whether a backward pass finds the gradient of value v, and so runs the layer that it comes from: where something
    /// before it is trained, or the gradient of the input is asked for.
    constexpr bool finds_gradient(index_t v) const {
        return purpose_ == purpose::input_gradient || (trains() && behind_trained[static_cast<std::size_t>(v)]);
    }
    /// Whether value v can be looked at behind the pass, unless something works in place there.
    constexpr bool keeps(index_t v) const {
        bool kept = v == layers || purpose_ == purpose::inspection || finds_gradient(v);
        for (index_t I = 0; I < layers; ++I)
            for (index_t i = 0; i < at(I).inputs; ++i)
                kept = kept || (at(I).from[static_cast<std::size_t>(i)] == v && finds_gradient(I + 1));
        return kept;
    }
    constexpr index_t size() const { return size_; }
    constexpr index_t value(index_t v) const { return offset(value_[static_cast<std::size_t>(v)]); }
    constexpr index_t gradient(index_t v) const { return offset(gradient_[static_cast<std::size_t>(v)]); }
    /// Where layer I writes the gradient of its input i: where it belongs, or, if other layers read the same value, to
    /// be added there.
    constexpr index_t input_gradient(index_t I, index_t i) const {
        return offset(layer_[static_cast<std::size_t>(I)].input_gradient[static_cast<std::size_t>(i)]);
    }
    constexpr index_t saved(index_t I) const { return offset(layer_[static_cast<std::size_t>(I)].saved); }
    constexpr index_t scratch(index_t I) const { return offset(layer_[static_cast<std::size_t>(I)].scratch); }
    constexpr index_t backward_scratch(index_t I) const {
        return offset(layer_[static_cast<std::size_t>(I)].backward_scratch);
    }
    constexpr index_t losses() const { return offset(losses_); }
    /// Whether there is memory for what layer I keeps.
    constexpr bool saves(index_t I) const { return layer_[static_cast<std::size_t>(I)].saved != none; }

  private:
    static constexpr index_t none = -1, for_ever = 2 * layers;
    static constexpr index_t backward_time(index_t I) { return 2 * layers - 1 - I; }
    static constexpr layer_description const& at(index_t I) { return Net::layers[static_cast<std::size_t>(I)]; }
    static constexpr index_t edges = [] {
        index_t n = 0;
        for (layer_description const& one : Net::layers) n += one.inputs;
        return n;
    }();

    static constexpr index_t most_blocks = values + edges + 3 * layers + 1;

    struct layer_blocks {
        index_t saved = none, scratch = none, backward_scratch = none;
        std::array<index_t, most_inputs> input_gradient{};
    };

    /// Of every value, whether it comes from layers of which one has parameters that are trained.
    static constexpr auto behind_trained = [] {
        std::array<bool, static_cast<std::size_t>(values)> all{};
        for (std::size_t I = 0; I < Net::layers.size(); ++I) {
            all[I + 1] = Net::layers[I].trained > 0;
            for (std::size_t i = 0; i < static_cast<std::size_t>(Net::layers[I].inputs); ++i)
                all[I + 1] = all[I + 1] || all[static_cast<std::size_t>(Net::layers[I].from[i])];
        }
        return all;
    }();

    constexpr index_t offset(index_t block) const {
        return block == none ? 0 : blocks_[static_cast<std::size_t>(block)].offset;
    }
    constexpr index_t take(index_t n, index_t begin, index_t end) {
        if (n == 0) return none;
        blocks_[static_cast<std::size_t>(count_)] = {round_up(n, alignment / 4), begin, end, 0};
        return count_++;
    }
    constexpr void extend(index_t block, index_t time) {
        auto& own = blocks_[static_cast<std::size_t>(block)];
        own.end = std::max(own.end, time);
        own.begin = std::min(own.begin, time);
    }

    /// Whether layer I may write over its first input: nobody reads that later, forward or backward.
    constexpr bool overwrites(index_t I) const {
        layer_description const& one = at(I);
        index_t const v = one.from[0];
        if (!one.in_place || purpose_ == purpose::inspection) return false;
        if (v > 0 && finds_gradient(v) && reads_output(at(v - 1).backward_reads)) return false;
        for (index_t other = 0; other < layers; ++other)
            for (index_t i = other == I ? 1 : 0; i < at(other).inputs; ++i) {
                index_t const read = at(other).from[static_cast<std::size_t>(i)];
                bool const later = other >= I && read <= I && // what lies there may have several names
                                   value_[static_cast<std::size_t>(read)] == value_[static_cast<std::size_t>(v)];
                bool const back = read == v && finds_gradient(other + 1) && reads_input(at(other).backward_reads);
                if (later || back) return false;
            }
        return true;
    }

    constexpr void plan_values(index_t samples) {
        value_[0] = take(samples * size_of(0), 0, keeps(0) ? for_ever : index_t{0});
        for (index_t I = 0; I < layers; ++I) {
            layer_description const& one = at(I);
            for (index_t i = 0; i < one.inputs; ++i)
                extend(value_[static_cast<std::size_t>(one.from[static_cast<std::size_t>(i)])], I);
            bool const passed_over = !trains() && one.training_only;
            value_[static_cast<std::size_t>(I) + 1] = passed_over || overwrites(I)
                                                          ? value_[static_cast<std::size_t>(one.from[0])]
                                                          : take(samples * one.out.size(), I, I);
            extend(value_[static_cast<std::size_t>(I) + 1], keeps(I + 1) ? for_ever : I);
        }
    }

    /// The gradient of a value is begun by the last layer that reads it, the first to run backward; what others pass
    /// back is added.
    constexpr void plan_gradients(index_t samples) {
        gradient_.fill(none);
        for (index_t I = layers - 1; I >= 0; --I) {
            layer_description const& one = at(I);
            for (index_t i = 0; i < one.inputs; ++i) {
                index_t const v = one.from[static_cast<std::size_t>(i)], time = backward_time(I);
                if (!finds_gradient(v)) continue;
                index_t const end = v == 0 ? for_ever : backward_time(v - 1);
                index_t& whole = gradient_[static_cast<std::size_t>(v)];
                index_t& own = layer_[static_cast<std::size_t>(I)].input_gradient[static_cast<std::size_t>(i)];
                if (whole != none) {
                    own = take(samples * size_of(v), time, time);
                } else if (i == 0 && one.in_place && I + 1 < values &&
                           gradient_[static_cast<std::size_t>(I) + 1] != none) {
                    own = whole = gradient_[static_cast<std::size_t>(I) + 1];
                    extend(whole, end);
                } else {
                    own = whole = take(samples * size_of(v), time, end);
                }
            }
        }
    }

    purpose purpose_;
    std::array<index_t, static_cast<std::size_t>(values)> value_{}, gradient_{};
    std::array<layer_blocks, static_cast<std::size_t>(layers)> layer_{};
    std::array<memory_block, static_cast<std::size_t>(most_blocks)> blocks_{};
    index_t losses_ = none, count_ = 0, size_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Bytes of workspace that a model of `Net` takes for a batch; to predict, the least: directions of a hierarchy that
/// threads or a device compute at once have memory of their own.
template <class Net, class Scalar = float>
constexpr index_t workspace_bytes(index_t samples, purpose what_for = purpose::training) {
    return detail::memory_plan<Net>(samples, what_for).size() * static_cast<index_t>(sizeof(Scalar));
}

} // namespace chrnn::CHRNN_ABI
