/// A model: a network's parameters, what prediction needs beside them, and its passes.
#pragma once

#include <chrnn/backend/backend.hpp>
#include <chrnn/network/class_probability.hpp>
#include <chrnn/network/model_parameters.hpp>
#include <chrnn/network/prediction_pass.hpp>
#include <chrnn/network/preprocessing.hpp>
#include <chrnn/network/training_pass.hpp>

#include <memory>
#include <numeric>

namespace chrnn::CHRNN_ABI {

/// `Net` with parameters of type `Scalar` on `Backend`. Memory is taken when it is first needed: at construction the
/// parameters, with the first prediction the activations of one, with the first pass of training those of both its
/// passes and the gradients. After that passes allocate nothing. One thread at a time may use a model, and it stays
/// where it is: whatever trains or evaluates it refers to it.
template <class Net, class Backend = cpu, class Scalar = float>
class model : public detail::model_parameters<Net, Backend, Scalar> {
    using base = detail::model_parameters<Net, Backend, Scalar>;

  public:
    using net = Net;
    using scalar = Scalar;
    using backend_type = Backend;
    using target = typename Net::loss::target;
    static constexpr feature_shape input = Net::input;
    static constexpr index_t classes = Net::classes;
    /// Targets of one sample.
    static constexpr index_t targets_each = Net::loss::template targets<Net::template in_shape<Net::count - 1>()>();
    static_assert(std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                  "chrnn: a model computes in float or double");
    static_assert(detail::check_backend<Backend, Scalar>());

    /// Throws when there is not enough memory.
    explicit model(batch b = {1}, seed s = {0}, threads t = {}) : base(s, t), capacity_(checked(b.samples)) {}

    index_t capacity() const { return capacity_; }
    void set_seed(std::uint64_t value) {
        this->seed_ = value;
        ++revision_;
    }

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
        return probabilities();
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
        return mean_of_losses(prediction_->losses(this->parameter_memory(), targets));
    }
    /// From now on predictions keep the output of every layer, to be read with `output`; takes more memory.
    void keep_outputs() {
        if (keeps_outputs_) return;
        keeps_outputs_ = true;
        prediction_.reset();
        if (last_ == pass_kind::prediction) last_ = pass_kind::none; // nothing of it is left
    }

    // Training.

    /// A training pass over n samples and their targets: keeps what `backward` needs and returns the mean loss. Throws
    /// unless 1 <= n <= capacity() and the sizes and targets fit.
    template <detail::number_range Images>
    Scalar forward(Images const& images, std::span<target const> targets) {
        begin_forward(images, targets);
        return loss();
    }
    /// The same for a loss that takes no targets.
    template <detail::number_range Images>
    Scalar forward(Images const& images) requires(targets_each == 0) {
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
    /// of that output, whose own gradient the cotangent is.
    template <detail::number_range Cotangent>
    void backward(std::string_view layer, Cotangent const& cotangent) {
        auto& own = training_behind_forward();
        index_t const I = number_of(layer);
        if (index_t const n = own.run().samples() * Net::layers[static_cast<std::size_t>(I)].out.size();
            std::ranges::ssize(cotangent) != n)
            fail("the output of ", layer, " has ", n, " numbers, but its gradient ", std::ranges::ssize(cotangent));
        if (I + 1 == Net::count) fail("the gradient of the loss by its own output is not wanted: call backward()");
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
    /// owns the capture of the three. Nobody looks at the outcome, which a device may still be computing.
    template <class Images, class Update>
    void train(Images&& images, std::span<target const> targets, detail::captures<Backend>& captured,
               Update const& update) {
        auto& own = load(images, targets);
        auto const with = operands();
        captured.run(this->backend(), revision_, own.run().samples(), [&] {
            own.launch_forward(with);
            own.launch_backward(with);
            update();
        });
        last_ = pass_kind::backward;
    }

    /// The mean loss of the last pass. Throws when that had no labels.
    Scalar loss() const {
        if (last_ != pass_kind::forward && last_ != pass_kind::backward)
            fail("there is no loss: the last pass was no forward pass with labels");
        return mean_of_losses(training_->run().losses_on_host());
    }
    /// The losses of the last training pass's samples in the backend's memory, and how many there are.
    auto losses() { return training().run().losses(); }
    /// Throws when a target makes no sense to the loss.
    static void check_targets(std::span<target const> targets) {
        Net::loss::template check<Net::template in_shape<Net::count - 1>()>(targets);
    }

    /// Backward passes so far; what layers draw follows from (seed, steps, layer).
    std::uint64_t steps() const { return training_ ? std::as_const(*training_).steps().host(0, 1)[0] : 0; }
    void set_steps(std::uint64_t n) {
        this->backend().upload(std::span<std::uint64_t const>(&n, 1), training().steps().data());
    }
    /// The same in the backend's memory, for kernels.
    std::uint64_t* steps_memory() { return training().steps().data(); }

    /// The gradients of the last backward pass, as `parameters_span()` and `named_parameters()` have the parameters.
    std::span<Scalar> gradients() { return training().gradients().host(); }
    std::vector<parameter_view<Scalar>> named_gradients() { return base::views(gradients().data()); }
    Scalar* gradient_memory() { return training().gradients().data(); }

    /// The gradient of the loss by the input [n, C, R, S], after `backward` if `want_input_gradient()` was called
    /// before; otherwise empty.
    std::span<Scalar const> input_gradient() const {
        if (!wants_input_gradient_ || last_ != pass_kind::backward) return {};
        return training_->run().input_gradient();
    }
    void want_input_gradient() {
        wants_input_gradient_ = true;
        ++revision_;
    }

    // What a pass left.

    /// What came out of a layer in the last pass, [n, numbers]; behind a training pass, of a layer before one that
    /// works in place after that has changed it. Throws when there is no such layer, and behind a prediction unless
    /// `keep_outputs()` was called before.
    std::span<Scalar const> output(std::string_view layer) const {
        index_t const I = number_of(layer);
        if (last_ == pass_kind::prediction && !keeps_outputs_ && I + 1 < Net::count)
            fail("what comes out of ", layer, " is not kept in a prediction: call keep_outputs() before it");
        return last_run().output(I);
    }
    /// The same of a layer whose name the compiler knows, as a view of its shape, [n, C, R, S] or [n, numbers] where
    /// there are several scales: `auto h = net.template output<"conv5">(); h(n, c, r, q)`.
    template <fixed_string Layer>
    auto output() const {
        constexpr feature_shape shape = Net::template out_shape<detail::place_of_layer<Net, Layer>()>();
        return view<Scalar const, batch_extents<shape>>(output(Layer.view()).data(), last_run().samples());
    }
    /// What came out of the network in the last pass, [n, classes]: probabilities, if it ends with a softmax.
    std::span<Scalar const> probabilities() const { return last_run().output(Net::count - 1); }

    /// The first layer whose output in the last training pass, or when predicting `images`, is not finite; empty if all
    /// are.
    std::string first_not_finite() const { return name_of(last_run().first_not_finite()); }
    template <detail::number_range Images>
    std::string first_not_finite(Images const& images) {
        auto& own = predicting().run();
        take(own, images, samples_in(images));
        return name_of(own.first_not_finite({.weights = this->parameter_memory()}));
    }

    /// Numbers of memory taken so far, of the parameters and of passes.
    index_t memory_taken() const {
        return base::numbers + (prediction_ ? prediction_->size() : 0) + (training_ ? training_->size() : 0);
    }

  private:
    using run_type = detail::execution<Net, Backend, Scalar>;
    using prediction = detail::prediction_pass<Net, Backend, Scalar>;
    using training_type = detail::training_pass<Net, Backend, Scalar>;
    enum class pass_kind { none, prediction, forward, backward };

    prediction& predicting() {
        if (!prediction_) prediction_ = std::make_unique<prediction>(this->backend(), capacity_, keeps_outputs_);
        return *prediction_;
    }
    training_type& training() {
        if (!training_) training_ = std::make_unique<training_type>(this->backend(), capacity_, targets_each);
        return *training_;
    }
    training_type& training_behind_forward() {
        if (last_ != pass_kind::forward) fail("a backward pass needs a forward pass with labels right before it");
        training().flush();
        return training();
    }
    run_type const& last_run() const {
        if (last_ == pass_kind::none) fail("there has been no pass yet whose output could be looked at");
        return last_ == pass_kind::prediction ? std::as_const(*prediction_).run() : std::as_const(*training_).run();
    }
    static index_t checked(index_t samples) {
        constexpr index_t most = 1 << 24;
        if (samples < 1 || samples > most)
            fail("a model takes batches of at least 1 and at most ", most, " samples, not ", samples);
        return samples;
    }
    static index_t number_of(std::string_view layer) { return &layer_info<Net>(layer) - Net::layers.data(); }
    static std::string name_of(std::optional<index_t> layer) {
        return layer ? std::string(Net::layers[static_cast<std::size_t>(*layer)].name.view()) : std::string();
    }

    /// How many whole images there are. Throws unless they fit.
    template <class Images>
    index_t samples_in(Images const& images) const {
        auto const size = static_cast<index_t>(images.size()), n = size / input.size();
        if (n * input.size() != size) fail(size, " numbers are not whole images of ", input.size());
        if (n < 1 || n > capacity_) fail("a batch of ", n, " samples does not fit a model of 1 to ", capacity_);
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
    /// What the host wrote to the parameters goes to the backend's memory here, and so before a pass is captured.
    detail::pass_operands<Scalar> operands() {
        return {this->parameter_memory(), gradient_memory(), this->seed_, steps_memory(), wants_input_gradient_};
    }
    static Scalar mean_of_losses(std::span<Scalar const> all) {
        return static_cast<Scalar>(std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size()));
    }

    index_t capacity_;
    std::uint64_t revision_ = 0; ///< of what passes do: captures of older ones are void
    chrnn::preprocessing preprocessing_;
    std::unique_ptr<prediction> prediction_;
    std::unique_ptr<training_type> training_;
    bool keeps_outputs_ = false, wants_input_gradient_ = false;
    pass_kind last_ = pass_kind::none;
};

} // namespace chrnn::CHRNN_ABI
