/// The prediction pass: a network run forward with nothing kept for a backward pass.
#pragma once

#include <chrnn/network/captures.hpp>
#include <chrnn/network/execution.hpp>

#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// What a model predicts with: the memory of one pass, and what backends captured of it.
template <class Net, class Backend, class Scalar>
class prediction_pass {
  public:
    using target = typename Net::loss::target;

    /// With `keeps_outputs` what comes out of every layer can be looked at behind the pass.
    prediction_pass(Backend& on, index_t capacity, bool keeps_outputs)
        : on_(on), capacity_(capacity), run_(on, capacity, keeps_outputs ? purpose::inspection : purpose::prediction) {}

    execution<Net, Backend, Scalar>& run() { return run_; }
    execution<Net, Backend, Scalar> const& run() const { return run_; }
    bool keeps_outputs() const { return run_.runs_for() == purpose::inspection; }
    index_t size() const { return run_.size() + (losses_ ? losses_->size() : 0); }

    void forward(Scalar* weights, std::uint64_t revision) {
        captured_.run(on_, revision, run_.samples(), [&] { run_.forward({.weights = weights}); });
    }
    /// The losses of the samples behind `forward`, valid until the next pass. What they need is taken the first time.
    std::span<Scalar const> losses(Scalar* weights, std::span<target const> targets) {
        if (!losses_) {
            targets_.emplace(on_, capacity_ * (std::ssize(targets) / run_.samples()), "the targets");
            losses_.emplace(on_, capacity_, "the losses");
        }
        on_.upload(targets, targets_->data());
        run_.find_losses({.weights = weights}, static_cast<target const*>(targets_->data()), losses_->data());
        return std::as_const(*losses_).host(0, run_.samples());
    }

  private:
    Backend& on_;
    index_t capacity_;
    execution<Net, Backend, Scalar> run_;
    captures<Backend> captured_;
    std::optional<arena<target, Backend>> targets_;
    std::optional<arena<Scalar, Backend>> losses_;
};

} // namespace chrnn::CHRNN_ABI::detail
