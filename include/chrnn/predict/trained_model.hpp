/// A trained model: a network's parameters as they were learnt, which only predict, and which threads may share.
#pragma once

#include <chrnn/backend/cpu/kept_factors.hpp>
#include <chrnn/io/parameters.hpp>
#include <chrnn/io/preprocessing_file.hpp>
#include <chrnn/network/execution.hpp>
#include <chrnn/network/placed_parameter.hpp>

namespace chrnn::CHRNN_ABI {

/// The parameters of `Net` and its preprocessing, read from a file that `save` wrote. They never change: what products
/// read again and again is laid out for them once. A `prediction` for each thread computes with them. `Backend` is
/// `cpu`, or `cpu_bf16`, by which the weights of dense layers and scans take half the memory. Predictions have the bits
/// of a `model` of the same backend.
template <class Net, class Backend = cpu>
class trained_model {
    static_assert(std::is_same_v<Backend, cpu> || std::is_same_v<Backend, cpu_bf16>,
                  "chrnn: a trained_model computes on cpu or cpu_bf16");

  public:
    using backend = detail::predicting_as<Backend>::type;
    static constexpr feature_shape input = Net::input;
    static constexpr index_t classes = Net::classes;

    /// Throws `error` naming the file when it cannot be read, is for another network or makes no sense, and one that
    /// says so when a layer of one's own reads parameters both as right factors of products and otherwise.
    explicit trained_model(std::filesystem::path const& path) : trained_model(read_safetensors(path)) {}
    /// The same of a file that was read. One that is moved here takes no memory beside the parameters.
    explicit trained_model(tensor_file const& file) : trained_model(detail::preprocessing_for<Net>(file)) {
        load_parameters(file, views());
        lay_out();
    }
    explicit trained_model(tensor_file&& file) : trained_model(detail::preprocessing_for<Net>(file)) {
        load_parameters(std::move(file), views());
        lay_out();
    }
    trained_model(trained_model const&) = delete;
    trained_model& operator=(trained_model const&) = delete;

    /// How images become the network's input, and what its classes are called.
    chrnn::preprocessing const& preprocessing() const { return preprocessing_; }

    // For predictions.
    detail::kept_factors<float> const& kept() const { return kept_; }
    /// A pass takes them as numbers that it may write to, but a prediction writes to none.
    float* parameter_memory() const { return const_cast<float*>(numbers_.data()); }

  private:
    explicit trained_model(chrnn::preprocessing&& known)
        : preprocessing_(std::move(known)), numbers_(Net::parameter_offset(Net::count), "the parameters"),
          kept_(numbers_.span()) {}

    std::vector<parameter_view<float>> views() {
        return detail::views_of(detail::placed_parameters<Net>(), numbers_.data());
    }

    /// A prediction shows what is multiplied by. Throws when another one does not say the same afterwards.
    void lay_out() {
        detail::kept_factors<float> const nothing({});
        auto const before = predicted(backend(1, nothing));
        predicted(backend(kept_));
        if (std::memcmp(predicted(backend(1, kept_)).data(), before.data(), before.size() * sizeof(float)) != 0)
            fail("a layer of the network reads parameters that it multiplies by in another way, too, so that they "
                 "cannot "
                 "be laid out for good: predict with a model");
    }
    /// Of an input that is drawn.
    std::vector<float> predicted(backend on) {
        detail::execution<Net, backend, float> run(on, 1, purpose::prediction);
        float* const x = run.input(1);
        for (index_t i = 0; i < input.size(); ++i)
            x[i] = static_cast<float>(2 * random_stream{1}.uniform(static_cast<std::uint64_t>(i)) - 1);
        run.forward({.weights = parameter_memory()});
        auto const found = run.output(Net::count - 1);
        return {found.begin(), found.end()};
    }

    chrnn::preprocessing preprocessing_;
    detail::storage<float, detail::untouched_host_memory> numbers_;
    detail::kept_factors<float> kept_;
};

} // namespace chrnn::CHRNN_ABI
