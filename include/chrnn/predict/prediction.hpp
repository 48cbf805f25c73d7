/// A prediction: the memory that one thread needs to predict with a trained model.
#pragma once

#include <chrnn/data/crop.hpp>
#include <chrnn/network/class_probability.hpp>
#include <chrnn/network/model_options.hpp>
#include <chrnn/predict/trained_model.hpp>

namespace chrnn::CHRNN_ABI {

/// Predicts for one image at a time with the parameters of a `trained_model`, which must outlive it and which others
/// may use at the same time. Its memory is that of the two largest activations.
template <class Net, class Backend = cpu>
class prediction {
  public:
    static constexpr feature_shape input = Net::input;
    static constexpr index_t classes = Net::classes;

    /// Computes on `t` threads: one, unless told otherwise. Throws when there is not enough memory.
    explicit prediction(trained_model<Net, Backend> const& with, threads t = {1})
        : with(with), on(t.count, with.kept()), run(on, 1, purpose::prediction) {}
    prediction(prediction const&) = delete;
    prediction& operator=(prediction const&) = delete;

    /// The network's output [classes] for its input [C, R, S], valid until the next call. Throws when there are not as
    /// many numbers.
    template <detail::number_range Numbers>
    std::span<float const> predict(Numbers const& x) {
        if (std::ranges::ssize(x) != input.size())
            fail(std::ranges::ssize(x), " numbers are not the input ", input.text().view(), " of the network");
        std::copy(std::ranges::begin(x), std::ranges::end(x), run.input(1));
        return forward();
    }
    /// The same for an image of any size and with the network's channels.
    std::span<float const> predict(bitmap const& image) {
        if (with.preprocessing().classes.empty())
            fail("how images become the network's input is not known: the file of its parameters does not say so");
        write_input(image, with.preprocessing(), input, {run.input(1), static_cast<std::size_t>(input.size())});
        return forward();
    }
    /// The classes of an image, the most probable first.
    std::vector<class_probability> classify(bitmap const& image) {
        if (auto const known = std::ssize(with.preprocessing().classes); known > 0 && known != classes)
            fail("the network predicts ", classes, " numbers, not one for each of its ", known, " classes");
        auto const probabilities = predict(image);
        return detail::ranked(with.preprocessing().classes, probabilities);
    }

  private:
    std::span<float const> forward() {
        run.forward({.weights = with.parameter_memory()});
        return run.output(Net::count - 1);
    }

    trained_model<Net, Backend> const& with;
    typename trained_model<Net, Backend>::backend on;
    detail::execution<Net, typename trained_model<Net, Backend>::backend, float> run;
};

} // namespace chrnn::CHRNN_ABI
