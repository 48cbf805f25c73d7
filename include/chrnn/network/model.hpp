/// A model: a network's parameters in memory of a backend, what prediction needs beside them, and its passes.
#pragma once

#include <chrnn/backend/backend.hpp>
#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/network/captures.hpp>
#include <chrnn/network/execution.hpp>
#include <chrnn/network/initialise.hpp>
#include <chrnn/network/parameter_view.hpp>
#include <chrnn/network/placed_parameter.hpp>
#include <chrnn/network/preprocessing.hpp>

#include <memory>
#include <numeric>
#include <ranges>

namespace chrnn {

/// The most samples that a model takes at a time.
struct batch {
    index_t samples;
};
/// What all random numbers of a model follow from.
struct seed {
    std::uint64_t value;
};
/// Threads that a model computes on; 0 means one per processor.
struct threads {
    index_t count = 0;
};

/// Images as numbers side by side in memory: a vector, an array, a span.
template <class Range>
concept number_range = std::ranges::contiguous_range<Range> && number_like<std::ranges::range_value_t<Range>>;

/// A class that an image may be of.
struct class_probability {
    std::string name;
    double probability;
};

/// A kernel of one number: a step more.
struct count_one {
    std::uint64_t* steps;
    CHRNN_INLINE void operator()(index_t) const { ++*steps; }
};

/// `Net` with parameters of type `Scalar` on `Backend`. Memory is taken when it is first needed: at construction the
/// parameters, with the first prediction the activations of one, with the first pass of training those of both its
/// passes and the gradients. After that passes allocate nothing. One thread at a time may use a model, and it stays
/// where it is: whatever trains or evaluates it refers to it.
template <class Net, class Backend = cpu, class Scalar = float>
class model {
  public:
    using net = Net;
    using scalar = Scalar;
    using backend_type = Backend;
    using target = typename Net::loss::target;
    static constexpr feature_shape input = Net::input;
    static constexpr index_t classes = Net::classes;
    static constexpr index_t parameter_count = parameters<Net>();
    /// Targets of one sample.
    static constexpr index_t targets_each = Net::loss::template targets<Net::template in_shape<Net::count - 1>()>();
    static_assert(std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                  "chrnn: a model computes in float or double");
    static_assert(check_backend<Backend, Scalar>());

    /// Parameters begin as each layer says, drawn from `s`. Throws when there is not enough memory.
    explicit model(batch b = {1}, seed s = {0}, threads t = {})
        : capacity_(checked(b.samples)), seed_(s.value), on_(t.count), values_(on_, numbers, "the parameters") {
        if constexpr (Backend::on_host) {
            draw_parameters(on_);
        } else {
            cpu host(t.count);
            draw_parameters(host);
        }
    }
    model(model const&) = delete;
    model& operator=(model const&) = delete;

    index_t capacity() const { return capacity_; }
    Backend& backend() { return on_; }
    std::uint64_t seed_value() const { return seed_; }
    void set_seed(std::uint64_t value) {
        seed_ = value;
        ++revision_;
    }

    /// How images become the network's input, and what its classes are called.
    preprocessing& prepares() { return preprocessing_; }
    preprocessing const& prepares() const { return preprocessing_; }

    // Prediction.

    /// The network's output [n, classes] for n samples, [n, C, R, S] row-major numbers, valid until the next pass.
    /// Dropout does not act. Throws unless 1 <= n <= capacity().
    template <number_range Images>
    std::span<Scalar const> predict(Images const& images) {
        index_t const n = samples_in(images);
        auto& own = predicting();
        take(own.run, images, n);
        flush();
        own.forward.run(on_, revision_, n, [&] { own.run.forward({.weights = values_.data()}); });
        last_ = pass_kind::prediction;
        return probabilities();
    }
    /// The classes of one image, the most probable first. `image` is what the library can make an input of: a bitmap.
    /// Throws unless the model knows what its classes are called, from a training or a file.
    template <class Image>
    std::vector<class_probability> classify(Image const& image) {
        if (std::ssize(preprocessing_.classes) != classes)
            fail("the model does not know the names of its ", classes, " classes: load them with its parameters");
        std::vector<float> x(static_cast<std::size_t>(input.size()));
        write_input(image, preprocessing_, input, std::span(x));
        auto const all = predict(x);
        std::vector<class_probability> found;
        for (std::size_t k = 0; k < preprocessing_.classes.size(); ++k)
            found.push_back({preprocessing_.classes[k], static_cast<double>(all[k])});
        std::stable_sort(found.begin(), found.end(),
                         [](auto const& a, auto const& b) { return a.probability > b.probability; });
        return found;
    }
    /// The mean loss of a prediction, in which dropout does not act. Throws what `forward` would.
    template <number_range Images>
    Scalar predict_loss(Images const& images, std::span<target const> targets) {
        index_t const n = samples_in(images);
        check_targets(n, targets);
        predict(images);
        if (!measuring_) measuring_ = std::make_unique<measuring_memory>(on_, capacity_);
        on_.upload(targets, measuring_->targets.data());
        predicting().run.find_losses({.weights = values_.data()},
                                     static_cast<target const*>(measuring_->targets.data()), measuring_->losses.data());
        return mean_of_losses(std::as_const(measuring_->losses).host(0, n));
    }
    /// Throws when a target makes no sense to the loss.
    static void check_targets(std::span<target const> targets) {
        Net::loss::template check<Net::template in_shape<Net::count - 1>()>(targets);
    }
    /// From now on predictions leave what comes out of every layer to be looked at with `output`, for more memory.
    void keep_outputs() {
        if (keeps_outputs_) return;
        keeps_outputs_ = true;
        prediction_.reset();
        if (last_ == pass_kind::prediction) last_ = pass_kind::none; // nothing of it is left
    }

    // Training.

    /// A training pass over n samples and their targets: keeps what `backward` needs and returns the mean loss. Throws
    /// unless 1 <= n <= capacity() and the sizes and targets fit.
    template <number_range Images>
    Scalar forward(Images const& images, std::span<target const> targets) {
        begin_forward(images, targets);
        return loss();
    }
    /// The same without looking at the loss, which a device may still be computing.
    template <number_range Images>
    void begin_forward(Images const& images, std::span<target const> targets) {
        auto& own = load(images, samples_in(images), targets);
        flush();
        own.forward.run(on_, revision_, own.run.samples(), [&] { launch_forward(); });
        last_ = pass_kind::forward;
    }
    /// The gradients of the loss of the last `forward`, in `gradients()`. One call for each `forward`: what that kept
    /// is used up. Throws when the last pass was another.
    void backward() {
        if (last_ != pass_kind::forward) fail("a backward pass needs a forward pass with labels right before it");
        auto& own = training();
        flush();
        own.backward.run(on_, revision_, own.run.samples(), [&] { launch_backward(); });
        last_ = pass_kind::backward;
    }
    /// The same for the inner product of a layer's output with `cotangent`, [n, numbers]: the gradients of any function
    /// of that output, whose own gradient the cotangent is.
    template <number_range Cotangent>
    void backward(std::string_view layer, Cotangent const& cotangent) {
        if (last_ != pass_kind::forward) fail("a backward pass needs a forward pass with labels right before it");
        index_t const I = number_of(layer);
        auto& own = training();
        if (index_t const n = own.run.samples() * Net::layers[static_cast<std::size_t>(I)].out.size();
            std::ranges::ssize(cotangent) != n)
            fail("the output of ", layer, " has ", n, " numbers, but its gradient ", std::ranges::ssize(cotangent));
        if (I + 1 == Net::count) fail("the gradient of the loss by its own output is not wanted: call backward()");
        on_.upload(std::span<std::ranges::range_value_t<Cotangent> const>(cotangent), own.run.output_gradient(I));
        clear_gradients();
        own.run.backward_from(I, operands());
        count_step();
        last_ = pass_kind::backward;
    }
    /// The images of the next step, which a device fetches while it still computes the last. They must not change while
    /// the handle is there.
    template <number_range Images>
    auto prefetch(Images const& images) {
        samples_in(images);
        return on_.template prefetch<Scalar>(std::span<std::ranges::range_value_t<Images> const>(images));
    }
    /// A forward and a backward pass and then `update`, which is the same every time and only calls verbs; the caller
    /// owns the capture of the three. Nobody looks at the outcome, which a device may still be computing.
    template <class Images, class Update>
    void train(Images&& images, std::span<target const> targets, captures<Backend>& captured, Update const& update) {
        auto& own = load(images, samples_in(images), targets);
        flush();
        captured.run(on_, revision_, own.run.samples(), [&] {
            launch_forward();
            launch_backward();
            update();
        });
        last_ = pass_kind::backward;
    }

    /// The mean loss of the last pass. Throws when that had no labels.
    Scalar loss() const {
        if (last_ != pass_kind::forward && last_ != pass_kind::backward)
            fail("there is no loss: the last pass was no forward pass with labels");
        return mean_of_losses(training_->run.losses_on_host());
    }
    /// The losses of the last training pass's samples in the backend's memory, and how many there are.
    view<Scalar const, extents<dynamic>> losses() { return training().run.losses(); }

    /// Backward passes so far; what layers draw follows from (seed, steps, layer).
    std::uint64_t steps() const { return training_ ? training_->steps.host(0, 1)[0] : 0; }
    void set_steps(std::uint64_t n) { on_.upload(std::span<std::uint64_t const>(&n, 1), training().steps.data()); }
    /// The same in the backend's memory, for kernels.
    std::uint64_t* steps_memory() { return training().steps.data(); }

    /// The gradient of the loss by the input [n, C, R, S], after `backward` if `want_input_gradient()` was called
    /// before; otherwise empty.
    std::span<Scalar const> input_gradient() const {
        if (!wants_input_gradient_ || last_ != pass_kind::backward) return {};
        return training_->run.input_gradient();
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
    /// What came out of the network in the last pass, [n, classes]: probabilities, if it ends with a softmax.
    std::span<Scalar const> probabilities() const { return last_run().output(Net::count - 1); }

    /// The first layer whose output in the last training pass, or when predicting `images`, is not finite; empty if all
    /// are.
    std::string first_not_finite() const {
        for (index_t I = 0; I < Net::count; ++I)
            for (Scalar x : last_run().output(I))
                if (!std::isfinite(x)) return std::string(Net::layers[static_cast<std::size_t>(I)].name.view());
        return {};
    }
    template <number_range Images>
    std::string first_not_finite(Images const& images) {
        auto& own = predicting();
        take(own.run, images, samples_in(images));
        auto const found = own.run.first_not_finite({.weights = values_.data()});
        return found ? std::string(Net::layers[static_cast<std::size_t>(*found)].name.view()) : std::string();
    }

    // Parameters and gradients.

    /// All numbers, to read and write on the host; on a device valid until the next pass or step. Between two layers
    /// there are a few numbers that belong to no parameter and stay 0.
    std::span<Scalar> parameters_span() { return values_.host(); }
    std::span<Scalar> gradients() { return training().gradients.host(); }

    /// Every parameter by name, as files know it; valid as long as the spans.
    std::vector<parameter_view<Scalar>> named_parameters() { return views(values_.host().data()); }
    std::vector<parameter_view<Scalar const>> named_parameters() const {
        return views(values_.host(0, values_.size()).data());
    }
    std::vector<parameter_view<Scalar>> named_gradients() { return views(gradients().data()); }

    /// The same numbers in the backend's memory, for its verbs.
    Scalar* parameter_memory() { return values_.data(); }
    Scalar* gradient_memory() { return training().gradients.data(); }

    /// Numbers of memory taken so far, of the parameters and of passes.
    index_t memory_taken() const {
        return values_.size() + (prediction_ ? prediction_->run.size() : 0) +
               (training_ ? training_->run.size() + training_->gradients.size() : 0) +
               (measuring_ ? measuring_->losses.size() : 0);
    }

    /// Calls `visit(name, parameter, where its layer's numbers begin in the arenas)` for every parameter.
    template <class Visit>
    static void each_parameter(Visit const& visit) {
        for (placed_parameter const& one : placed_parameters<Net>()) visit(one.name, one.declared, one.begin);
    }
    /// `each_parameter`'s views of an arena of the parameters' layout that begins at `from`.
    template <class T>
    static std::vector<parameter_view<T>> views(T* from) {
        std::vector<parameter_view<T>> all;
        each_parameter([&](std::string const& name, parameter const& p, index_t begin) {
            all.push_back({name, p.shape(), from + begin + p.offset, p.rows, p.columns, p.stride});
        });
        return all;
    }
    /// Numbers in such an arena.
    static constexpr index_t numbers = Net::parameter_offset(Net::count);

  private:
    using run_type = execution<Net, Backend, Scalar>;
    enum class pass_kind { none, prediction, forward, backward };

    struct prediction_memory {
        run_type run;
        captures<Backend> forward;

        prediction_memory(Backend& on, index_t capacity, purpose what_for) : run(on, capacity, what_for) {}
    };
    struct training_memory {
        run_type run;
        arena<Scalar, Backend> gradients;
        arena<target, Backend> targets;
        arena<std::uint64_t, Backend> steps;
        captures<Backend> forward, backward;

        training_memory(Backend& on, index_t capacity)
            : run(on, capacity, purpose::training), gradients(on, numbers, "the gradients"),
              targets(on, capacity * targets_each, "the targets"), steps(on, 1, "the steps") {}
    };

    struct measuring_memory {
        arena<target, Backend> targets;
        arena<Scalar, Backend> losses;

        measuring_memory(Backend& on, index_t capacity)
            : targets(on, capacity * targets_each, "the targets"), losses(on, capacity, "the losses") {}
    };

    prediction_memory& predicting() {
        if (!prediction_)
            prediction_ = std::make_unique<prediction_memory>(
                on_, capacity_, keeps_outputs_ ? purpose::inspection : purpose::prediction);
        return *prediction_;
    }
    training_memory& training() {
        if (!training_) training_ = std::make_unique<training_memory>(on_, capacity_);
        return *training_;
    }
    run_type const& last_run() const {
        if (last_ == pass_kind::none) fail("there has been no pass yet whose output could be looked at");
        return last_ == pass_kind::prediction ? prediction_->run : training_->run;
    }
    void draw_parameters(cpu& host) {
        Scalar* const first = values_.host().data();
        each_parameter([&](std::string const& name, parameter const& p, index_t begin) {
            initialise(host, p, first + begin, random_stream{random_key(seed_, "initial values", name)});
        });
    }
    static index_t checked(index_t samples) {
        constexpr index_t most = 1 << 24;
        if (samples < 1 || samples > most)
            fail("a model takes batches of at least 1 and at most ", most, " samples, not ", samples);
        return samples;
    }
    static index_t number_of(std::string_view layer) { return &layer_info<Net>(layer) - Net::layers.data(); }

    /// How many whole images there are. Throws unless they fit.
    template <class Images>
    index_t samples_in(Images const& images) const {
        auto const size = static_cast<index_t>(images.size()), n = size / input.size();
        if (n * input.size() != size) fail(size, " numbers are not whole images of ", input.size());
        if (n < 1 || n > capacity_) fail("a batch of ", n, " samples does not fit a model of 1 to ", capacity_);
        return n;
    }
    template <class Images>
    void take(run_type& run, Images& images, index_t n) {
        last_ = pass_kind::none;
        if constexpr (number_range<Images>)
            on_.upload(std::span<std::ranges::range_value_t<Images> const>(images), run.input(n));
        else
            images.deliver(on_, run.input(n));
    }
    static void check_targets(index_t n, std::span<target const> targets) {
        if (std::ssize(targets) != n * targets_each) {
            if (targets_each == 1) fail(n, " images came with ", targets.size(), " labels");
            fail(n, " samples came with ", targets.size(), " targets, but each has ", targets_each);
        }
        check_targets(targets);
    }
    static Scalar mean_of_losses(std::span<Scalar const> all) {
        return static_cast<Scalar>(std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size()));
    }
    /// Takes in images and targets. Throws, with nothing changed, unless they fit.
    template <class Images>
    training_memory& load(Images& images, index_t n, std::span<target const> targets) {
        check_targets(n, targets);
        auto& own = training();
        take(own.run, images, n);
        on_.upload(targets, own.targets.data());
        return own;
    }
    /// What the host wrote goes to the backend's memory before a pass, which may be captured.
    void flush() {
        (void)values_.data();
        if (training_) (void)training_->gradients.data(), (void)training_->steps.data();
    }
    pass_operands<Scalar> operands() {
        return {values_.data(), training().gradients.data(), seed_, training().steps.data(), wants_input_gradient_};
    }
    void clear_gradients() { on_.fill(training().gradients.data(), numbers, Scalar(0)); }
    void count_step() { on_.parallel_for(1, 1, count_one{training().steps.data()}); }
    void launch_forward() {
        auto& own = training();
        own.run.forward(operands());
        own.run.find_losses(operands(), own.targets.data());
    }
    void launch_backward() {
        auto& own = training();
        clear_gradients();
        own.run.backward(operands(), static_cast<target const*>(own.targets.data()));
        count_step();
    }
    index_t capacity_;
    std::uint64_t seed_;
    std::uint64_t revision_ = 0; ///< of what passes do: captures of older ones are void
    Backend on_;
    arena<Scalar, Backend> values_;
    preprocessing preprocessing_;
    std::unique_ptr<prediction_memory> prediction_;
    std::unique_ptr<training_memory> training_;
    std::unique_ptr<measuring_memory> measuring_; ///< of predictions whose loss is asked for
    bool keeps_outputs_ = false, wants_input_gradient_ = false;
    pass_kind last_ = pass_kind::none;
};

} // namespace chrnn
