/// A trained model: a network's parameters as they were learnt, which only predict, and which threads may share.
#pragma once

#include <chrnn/backend/cpu/kept_factors.hpp>
#include <chrnn/io/parameters.hpp>
#include <chrnn/io/preprocessing_file.hpp>
#include <chrnn/network/execution.hpp>
#include <chrnn/network/placed_parameter.hpp>

namespace chrnn::CHRNN_ABI {

/// The parameters of `Net` and its preprocessing, read from a file that `save` wrote. They never change: what products
/// read again and again is laid out for them once. A `prediction` for each thread computes with them.
template <class Net>
class trained_model {
  public:
    static constexpr feature_shape input = Net::input;
    static constexpr index_t classes = Net::classes;

    /// Throws `error` naming the file when it cannot be read, is for another network or makes no sense.
    explicit trained_model(std::filesystem::path const& path) : trained_model(read_safetensors(path)) {}
    explicit trained_model(tensor_file const& file)
        : preprocessing_(detail::preprocessing_for<Net>(file)),
          numbers_(Net::parameter_offset(Net::count), "the parameters"), kept_(numbers_.span()) {
        load_parameters(file, detail::views_of(detail::placed_parameters<Net>(), numbers_.data()));
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
    /// One prediction of nothing, which shows what is multiplied by.
    void lay_out() {
        detail::predicting_cpu on(kept_);
        detail::execution<Net, detail::predicting_cpu, float> run(on, 1, purpose::prediction);
        run.input(1);
        run.forward({.weights = parameter_memory()});
    }

    chrnn::preprocessing preprocessing_;
    detail::host_storage<float> numbers_;
    detail::kept_factors<float> kept_;
};

} // namespace chrnn::CHRNN_ABI
