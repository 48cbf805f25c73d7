/// The parameters of a model, in memory of its backend.
#pragma once

#include <chrnn/backend/arena.hpp>
#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/network/initialise.hpp>
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/model_options.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The parameters of `Net` in one block on `Backend`, which it owns as well; what a model is beside its passes.
template <class Net, class Backend, class Scalar>
class model_parameters {
  public:
    static constexpr index_t parameter_count = parameters<Net>();
    /// Numbers in an arena of all parameters, with those between two layers, which belong to none and stay 0.
    static constexpr index_t numbers = Net::parameter_offset(Net::count);

    /// Parameters begin as each layer says, drawn from `s`. Throws when there is not enough memory.
    model_parameters(seed s, threads t) : model_parameters(s, t.count, t.count) {}
    model_parameters(seed s, device d) : model_parameters(s, d, 0) {}
    model_parameters(model_parameters const&) = delete;
    model_parameters& operator=(model_parameters const&) = delete;

    Backend& backend() { return on_; }
    std::uint64_t seed_value() const { return seed_; }

    /// All numbers, to read and write on the host; on a device valid until the next pass or step.
    std::span<Scalar> parameters_span() { return values_.host(); }
    /// The same numbers in the backend's memory, for its verbs.
    Scalar* parameter_memory() { return values_.data(); }

    /// Every parameter by name, as files know it; valid as long as the span.
    std::vector<parameter_view<Scalar>> named_parameters() { return views(values_.host().data()); }
    std::vector<parameter_view<Scalar const>> named_parameters() const { return views(values_.read().data()); }

    /// Views of all parameters in an arena of their layout that begins at `from`.
    template <class T>
    static std::vector<parameter_view<T>> views(T* from) {
        return views_of(placed_parameters<Net>(), from);
    }

  protected:
    std::uint64_t seed_;

  private:
    template <class Where>
    model_parameters(seed s, Where where, index_t host_threads)
        : seed_(s.value), on_(where), values_(on_, numbers, "the parameters") {
        if constexpr (Backend::on_host) {
            draw(on_);
        } else {
            cpu host(host_threads);
            draw(host);
        }
    }
    template <class Host>
    void draw(Host& host) {
        initialise(host, placed_parameters<Net>(), values_.host().data(), seed_);
    }

    Backend on_;
    arena<Scalar, Backend> values_;
};

} // namespace chrnn::CHRNN_ABI::detail
