/// The head of a model: its parameters behind the frozen front in a model of their own, and back.
#pragma once

#include <chrnn/base/fnv1a.hpp>
#include <chrnn/network/head.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/train/fingerprint.hpp>

#include <algorithm>
#include <bit>

namespace chrnn::CHRNN_ABI::detail {

/// A number that tells apart what models make of an image before the head reads it: by the frozen layers, the type and
/// the bits of their parameters.
template <class Net, class Backend, class Scalar>
std::uint64_t front_fingerprint(model<Net, Backend, Scalar>& net) {
    constexpr index_t front = front_and_head<Net>::front_layers;
    fnv1a all;
    all.add(fingerprint<front_of<Net>>());
    using bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
    for (Scalar x : net.parameters_span().first(static_cast<std::size_t>(Net::parameter_offset(front))))
        all.add(std::uint64_t{std::bit_cast<bits>(x)});
    return all.value();
}

/// As many threads as the backend of a model has, or its device.
template <class Backend>
auto place_of(Backend const& on) {
    if constexpr (requires { on.stream()->device(); })
        return device{on.stream()->device()};
    else if constexpr (requires { on.threads(); })
        return threads{on.threads()};
    else
        return threads{};
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// What stands behind the frozen layers of a model, as a model of `head_of`: with its parameters, its capacity, its
/// seed and as many threads. It gives the parameters back, and the preprocessing, when it is told to and at its end.
///
///     head_model head(net); // for a training that is to be interrupted: its checkpoints are those of the head
///     trainer run(head.net(), rule);
///     fit(run, cached_features(net, images, "beaches.features"), how);
template <class Net, class Backend, class Scalar>
class head_model {
  public:
    using head_type = model<head_of<Net>, Backend, Scalar>;

    explicit head_model(model<Net, Backend, Scalar>& whole)
        : whole_(whole), head_(batch{whole.capacity()}, seed{whole.seed_value()}, detail::place_of(whole.backend())) {
        std::ranges::copy(of_whole(), head_.parameters_span().begin());
        head_.preprocessing() = whole.preprocessing();
    }
    head_model(head_model const&) = delete;
    head_model& operator=(head_model const&) = delete;
    ~head_model() {
        give_parameters();
        whole_.preprocessing() = std::move(head_.preprocessing());
    }

    head_type& net() { return head_; }
    /// Parameters and preprocessing as they are now.
    void give_back() {
        give_parameters();
        whole_.preprocessing() = head_.preprocessing();
    }

  private:
    void give_parameters() { std::ranges::copy(head_.parameters_span(), of_whole().begin()); }
    std::span<Scalar> of_whole() {
        constexpr index_t front = detail::front_and_head<Net>::front_layers;
        return whole_.parameters_span().subspan(static_cast<std::size_t>(Net::parameter_offset(front)));
    }

    model<Net, Backend, Scalar>& whole_;
    head_type head_;
};

} // namespace chrnn::CHRNN_ABI
