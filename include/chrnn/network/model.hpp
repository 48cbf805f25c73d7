/// A model: a network with its parameters, which predicts and is trained.
#pragma once

#include <chrnn/backend/backend.hpp>
#include <chrnn/network/class_probability.hpp>
#include <chrnn/network/model_passes.hpp>
#include <chrnn/network/preprocessing.hpp>

namespace chrnn::CHRNN_ABI {

/// `Net` with parameters of type `Scalar` on `Backend`. Memory is taken when it is first needed: at construction the
/// parameters, with the first prediction the activations of one, with the first pass of training those of both its
/// passes and the gradients. After that passes allocate nothing. One thread at a time may use a model, and it stays
/// where it is: whatever trains or evaluates it refers to it.
template <class Net, class Backend = cpu, class Scalar = float>
class model : public detail::model_passes<Net, Backend, Scalar> {
    using base = detail::model_passes<Net, Backend, Scalar>;

  public:
    using net = Net;
    using scalar = Scalar;
    using backend_type = Backend;
    using target = typename Net::loss::target;
    static constexpr feature_shape input = Net::input;
    static constexpr index_t classes = Net::classes;
    using base::targets_each;
    static_assert(std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                  "chrnn: a model computes in float or double");
    static_assert(detail::check_backend<Backend, Scalar>());

    /// Throws when there is not enough memory.
    explicit model(batch b = {1}, seed s = {0}, threads t = {}) : base(b, s, t) {}
    /// On one of several GPUs. Throws when there is no such device, too.
    model(batch b, seed s, device d) requires(!Backend::on_host) : base(b, s, d) {}

    /// How images become the network's input, and what its classes are called.
    chrnn::preprocessing& preprocessing() { return preprocessing_; }
    chrnn::preprocessing const& preprocessing() const { return preprocessing_; }

    // Prediction.

    /// The network's output [n, classes] for n samples, [n, C, R, S] row-major numbers, valid until the next pass.
    /// Dropout does not act. Throws unless 1 <= n <= capacity().
    template <detail::number_range Images>
    std::span<Scalar const> predict(Images const& images) {
        index_t const n = samples_in(images);
        auto& own = predicting();
        take(own.run(), images, n);
        own.forward(this->parameter_memory(), revision_);
        last_ = pass_kind::prediction;
        return this->probabilities();
    }
    /// The classes of one image, the most probable first. `image` is anything that `write_input` takes: a bitmap.
    /// Throws unless the model knows what its classes are called, from a training or a file.
    template <class Image>
    std::vector<class_probability> classify(Image const& image) {
        if (std::ssize(preprocessing_.classes) != classes)
            fail("the model does not know the names of its ", classes, " classes: load them with its parameters");
        std::vector<float> x(static_cast<std::size_t>(input.size()));
        write_input(image, preprocessing_, input, std::span(x));
        return detail::ranked(preprocessing_.classes, predict(x));
    }
    /// The mean loss of a prediction, in which dropout does not act. Throws what `forward` would.
    template <detail::number_range Images>
    Scalar predict_loss(Images const& images, std::span<target const> targets) {
        check_targets(samples_in(images), targets);
        predict(images);
        return base::mean_of(predicting().losses(this->parameter_memory(), targets));
    }

    // Training.

    /// A training pass over n samples and their targets: keeps what `backward` needs and returns the mean loss. Throws
    /// unless 1 <= n <= capacity() and the sizes and targets fit.
    template <detail::number_range Images>
    Scalar forward(Images const& images, std::span<target const> targets) {
        begin_forward(images, targets);
        return this->loss();
    }
    /// The same for a loss that takes no targets.
    template <detail::number_range Images>
    Scalar forward(Images const& images) requires(base::targets_each == 0) {
        return forward(images, {});
    }
    /// The same without looking at the loss, which a device may still be computing.
    template <detail::number_range Images>
    void begin_forward(Images const& images, std::span<target const> targets) {
        load(images, targets).forward(operands(), revision_);
        last_ = pass_kind::forward;
    }
    /// The gradients of the loss of the last `forward`, in `gradients()`. One call for each `forward`: what that kept
    /// is used up. Throws when the last pass was another.
    void backward() {
        training_behind_forward().backward(operands(), revision_);
        last_ = pass_kind::backward;
    }
    /// The same for the inner product of a layer's output with `cotangent`, [n, numbers]: the gradients of any function
    /// of that output, whose own gradient the cotangent is. Throws as well where nothing up to that layer is trained,
    /// unless the gradient of the input is asked for.
    template <detail::number_range Cotangent>
    void backward(std::string_view layer, Cotangent const& cotangent) {
        auto& own = training_behind_forward();
        index_t const I = base::number_of(layer);
        if (index_t const n = own.run().samples() * Net::layers[static_cast<std::size_t>(I)].out.size();
            std::ranges::ssize(cotangent) != n)
            fail("the output of ", layer, " has ", n, " numbers, but its gradient ", std::ranges::ssize(cotangent));
        if (I + 1 == Net::count) fail("the gradient of the loss by its own output is not wanted: call backward()");
        if (!own.run().finds_gradient(I))
            fail("nothing up to ", layer,
                 " is trained, so that its gradient leads nowhere: call want_input_gradient() before for that of the "
                 "input");
        this->backend().upload(std::span<std::ranges::range_value_t<Cotangent> const>(cotangent),
                               own.run().output_gradient(I));
        own.launch_backward_from(I, operands());
        last_ = pass_kind::backward;
    }
    /// The images of the next step, which a device fetches while it still computes the last. They must not change while
    /// the handle is there.
    template <detail::number_range Images>
    auto prefetch(Images const& images) {
        samples_in(images);
        return this->backend().template prefetch<Scalar>(std::span<std::ranges::range_value_t<Images> const>(images));
    }
    /// A forward and a backward pass and then `update`, which is the same every time and only calls verbs; the caller
    /// owns the capture of the three. With `adds_gradients` they are added to those that are there. Nobody looks at the
    /// outcome, which a device may still be computing.
    template <class Images, class Update>
    void train(Images&& images, std::span<target const> targets, detail::captures<Backend>& captured,
               Update const& update, bool adds_gradients = false) {
        auto& own = load(images, targets);
        auto const with = operands();
        captured.run(this->backend(), revision_, own.run().samples(), [&] {
            own.launch_forward(with);
            own.launch_backward(with, adds_gradients);
            update();
        });
        last_ = pass_kind::backward;
    }

    /// Throws when a target makes no sense to the loss.
    static void check_targets(std::span<target const> targets) {
        Net::loss::template check<Net::template in_shape<Net::count - 1>()>(targets);
    }

    using base::first_not_finite;
    /// The first layer whose output when predicting `images` is not finite; empty if all are.
    template <detail::number_range Images>
    std::string first_not_finite(Images const& images) {
        auto& own = predicting().run();
        take(own, images, samples_in(images));
        return base::name_of(own.first_not_finite({.weights = this->parameter_memory()}));
    }

  private:
    using base::last_, base::revision_, base::operands, base::predicting, base::training, base::training_behind_forward;
    using typename base::pass_kind;
    using typename base::run_type;
    using typename base::training_type;

    /// How many whole images there are. Throws unless they fit.
    template <class Images>
    index_t samples_in(Images const& images) const {
        auto const size = static_cast<index_t>(images.size()), n = size / input.size();
        if (n * input.size() != size) fail(size, " numbers are not whole images of ", input.size());
        if (n < 1 || n > this->capacity())
            fail("a batch of ", n, " samples does not fit a model of 1 to ", this->capacity());
        return n;
    }
    static void check_targets(index_t n, std::span<target const> targets) {
        if (std::ssize(targets) != n * targets_each) {
            if (targets_each == 1) fail(n, " images came with ", targets.size(), " labels");
            fail(n, " samples came with ", targets.size(), " targets, but each has ", targets_each);
        }
        check_targets(targets);
    }
    template <class Images>
    void take(run_type& run, Images& images, index_t n) {
        last_ = pass_kind::none;
        if constexpr (detail::number_range<Images>)
            this->backend().upload(std::span<std::ranges::range_value_t<Images> const>(images), run.input(n));
        else
            images.deliver(this->backend(), run.input(n));
    }
    /// Takes in images and targets. Throws, with nothing changed, unless they fit.
    template <class Images>
    training_type& load(Images& images, std::span<target const> targets) {
        index_t const n = samples_in(images);
        check_targets(n, targets);
        auto& own = training();
        take(own.run(), images, n);
        own.take_targets(targets);
        own.flush();
        return own;
    }

    chrnn::preprocessing preprocessing_;
};

} // namespace chrnn::CHRNN_ABI
