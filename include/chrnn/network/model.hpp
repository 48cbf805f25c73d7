/// A model: a network's parameters and workspace in memory of a backend, and its passes.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/network/execution.hpp>
#include <chrnn/network/initialise.hpp>
#include <chrnn/network/parameter_view.hpp>

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

/// `Net` with parameters of type `Scalar` on `Backend`. All memory is taken at construction: the parameters, their
/// gradients and their momenta in one arena each, activations in another. Passes allocate nothing.
template <class Net, class Backend = cpu, class Scalar = float>
class model {
  public:
    using net = Net;
    using scalar = Scalar;
    static constexpr feature_shape input = Net::input;
    static constexpr index_t classes = Net::classes;
    static constexpr index_t parameter_count = parameters<Net>();
    static_assert(std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                  "chrnn: a model computes in float or double");

    /// Parameters begin as each layer says, drawn from `s`. Throws when there is not enough memory.
    explicit model(batch b, seed s = {0}, threads t = {})
        : capacity_(checked(b.samples)), on_(t.count), values(on_, numbers, "the parameters"),
          slopes(on_, numbers, "the gradients"), momenta(on_, numbers, "the momenta"), run_(on_, b.samples, s.value) {
        if constexpr (Backend::on_host) {
            draw_parameters(on_);
        } else {
            cpu host(t.count);
            draw_parameters(host);
        }
    }

    index_t capacity() const { return capacity_; }
    std::uint64_t seed_value() const { return run_.seed(); }
    Backend& backend() { return on_; }

    /// A training pass over n samples, [n, C, R, S] row-major numbers and n labels below `classes`: keeps what
    /// `backward` needs and returns the mean loss. Throws unless 1 <= n <= capacity() and the sizes and labels fit.
    template <number_range Images>
    Scalar forward(Images const& images, std::span<int const> labels) {
        run(images, labels);
        return loss();
    }
    /// The same without looking at the loss, which a device may still be computing.
    template <number_range Images>
    void run(Images const& images, std::span<int const> labels) {
        load(images, labels);
        replay(&recorded_.forward, [&] { launch_forward(); });
        last_ = pass_kind::forward;
    }
    /// A forward and a backward pass and then the `update` of `owner`, which is the same every time and only calls
    /// verbs; on a device as a recording of the three.
    template <number_range Images, class Update>
    void train(Images const& images, std::span<int const> labels, void const* owner, Update const& update) {
        load(images, labels);
        replay(owner, [&] {
            launch_forward();
            launch_backward();
            update();
        });
        last_ = pass_kind::backward;
        ++steps_;
    }
    /// Says that these images will be those of the next pass: a device fetches them while it still computes the last.
    /// They must not change before that pass has taken them, or others have been announced, be it none.
    template <number_range Images>
    void announce(Images const& images) {
        run_.announce(std::span<std::ranges::range_value_t<Images> const>(images));
    }
    /// The losses of the last pass's samples in the backend's memory, and how many there are.
    view<Scalar const, extents<dynamic>> losses() { return run_.losses(); }

    /// The mean loss of the last pass. Throws when that had no labels.
    Scalar loss() const {
        if (last_ != pass_kind::forward && last_ != pass_kind::backward)
            fail("there is no loss: the last pass was no forward pass with labels");
        auto const all = run_.losses_on_host();
        return static_cast<Scalar>(std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size()));
    }

    /// The gradients of the loss of the last `forward`, in `gradients()`. One call for each `forward`: what that kept
    /// is used up. Throws when the last pass was another.
    void backward() {
        if (last_ != pass_kind::forward) fail("a backward pass needs a forward pass with labels right before it");
        replay(&recorded_.backward, [&] { launch_backward(); });
        last_ = pass_kind::backward;
        ++steps_;
    }

    /// Class probabilities [n, classes] of n samples, valid until the next pass. Dropout does not act.
    template <number_range Images>
    std::span<Scalar const> predict(Images const& images) {
        take(images, samples_in(images));
        replay(&recorded_.prediction, [&] { run_.forward(values.data(), false); });
        last_ = pass_kind::prediction;
        return probabilities();
    }

    /// What came out of a layer in the last pass, [n, numbers]; empty if there is no layer of that name. A layer that
    /// works in place after it has changed it.
    std::span<Scalar const> output(std::string_view layer) const {
        for (std::size_t I = 0; I < Net::layers.size(); ++I)
            if (Net::layers[I].name.view() == layer) return run_.output(I);
        return {};
    }
    /// What came out of the last layer in the last pass, [n, classes]: probabilities, if it is a softmax.
    std::span<Scalar const> probabilities() const { return run_.output(Net::layers.size() - 1); }
    /// The gradient of the loss by the input [n, C, R, S], after `backward` if `want_input_gradient()` was called
    /// before; otherwise empty.
    std::span<Scalar const> input_gradient() const {
        if (!run_.wants_input_gradient || last_ != pass_kind::backward) return {};
        return run_.input_gradient();
    }
    void want_input_gradient() {
        run_.wants_input_gradient = true;
        on_.forget();
    }

    /// All numbers, to read and write on the host; on a device valid until the next pass or step. Between two layers
    /// there are a few numbers that belong to no parameter and stay 0.
    std::span<Scalar> parameters_span() { return values.host(); }
    std::span<Scalar> gradients() { return slopes.host(); }
    std::span<Scalar> momentum() { return momenta.host(); }

    /// Every parameter by name, as files know it; valid as long as the spans.
    std::vector<parameter_view<Scalar>> named_parameters() { return views(values.host().data()); }
    std::vector<parameter_view<Scalar>> named_gradients() { return views(slopes.host().data()); }
    std::vector<parameter_view<Scalar>> named_momentum() { return views(momenta.host().data()); }

    /// The same numbers in the backend's memory, for its verbs.
    Scalar* parameter_memory() { return values.data(); }
    Scalar* gradient_memory() { return slopes.data(); }
    Scalar* momentum_memory() { return momenta.data(); }

    /// Training steps so far; dropout draws from (seed, steps).
    std::uint64_t steps() const { return steps_; }
    void set_steps(std::uint64_t n) {
        steps_ = n;
        run_.set_steps(n);
    }
    void set_seed(std::uint64_t value) {
        run_.set_seed(value);
        on_.forget();
    }

    /// Calls `visit(name, parameter, where its layer's numbers begin in the arenas)` for every parameter.
    template <class Visit>
    static void each_parameter(Visit const& visit) {
        Net::each_layer([&]<index_t I>() {
            Net::template layer_at<I>::template each_parameter<Net::template shape_at<I>()>([&](parameter const& p) {
                std::string name(Net::template name<I>().view());
                visit(name.append(".").append(p.name), p, Net::parameter_offset(I));
            });
        });
    }

    /// The first layer whose output in the last pass is not finite; empty if all are.
    std::string first_not_finite() const {
        for (std::size_t I = 0; I < Net::layers.size(); ++I)
            for (Scalar x : run_.output(I))
                if (!std::isfinite(x)) return std::string(Net::layers[I].name.view());
        return {};
    }

  private:
    static constexpr index_t numbers = Net::parameter_offset(Net::count);

    void draw_parameters(cpu& host) {
        std::uint64_t ordinal = 0;
        Scalar* const first = values.host().data();
        each_parameter([&](std::string const&, parameter const& p, index_t begin) {
            initialise(host, p, first + begin, random_stream{run_.seed(), (std::uint64_t{1} << 63) + ordinal++});
        });
    }
    static index_t checked(index_t samples) {
        constexpr index_t most = 1 << 24;
        if (samples < 1 || samples > most)
            fail("a model takes batches of at least 1 and at most ", most, " samples, not ", samples);
        return samples;
    }

    /// How many whole images there are. Throws unless they fit.
    template <class Images>
    index_t samples_in(Images const& images) const {
        index_t const size = std::ranges::ssize(images), n = size / input.size();
        if (n * input.size() != size) fail(size, " numbers are not whole images of ", input.size());
        if (n < 1 || n > capacity_) fail("a batch of ", n, " samples does not fit a model of 1 to ", capacity_);
        return n;
    }
    template <class Images>
    void take(Images const& images, index_t n) {
        last_ = pass_kind::none;
        run_.take(std::span<std::ranges::range_value_t<Images> const>(images), n);
    }

    /// Takes in images and labels. Throws, with nothing changed, unless they fit.
    template <class Images>
    void load(Images const& images, std::span<int const> labels) {
        index_t const n = samples_in(images);
        if (std::ssize(labels) != n) fail(n, " images came with ", labels.size(), " labels");
        for (int label : labels)
            if (label < 0 || label >= classes)
                fail("a label is ", label, ", but the network has ", classes, " classes");
        take(images, n);
        run_.take_labels(labels);
    }
    /// Does what `act` asks for, on a device as a recording.
    template <class Act>
    void replay(void const* owner, Act const& act) {
        for (auto* one : {&values, &slopes, &momenta}) (void)one->data(); // what the host wrote goes before it
        on_.replay(owner, run_.samples(), act);
    }
    void launch_forward() {
        run_.forward(values.data(), true);
        run_.find_losses();
    }
    void launch_backward() { run_.backward(values.data(), slopes.data()); }

    std::vector<parameter_view<Scalar>> views(Scalar* from) {
        std::vector<parameter_view<Scalar>> all;
        each_parameter([&](std::string const& name, parameter const& p, index_t begin) {
            all.push_back({name, p.shape, from + begin + p.offset, p.rows, p.columns, p.stride});
        });
        return all;
    }

    index_t capacity_;
    Backend on_;
    arena<Scalar, Backend> values, slopes, momenta;
    execution<Net, Backend, Scalar> run_;
    std::uint64_t steps_ = 0;
    struct {
        char forward, backward, prediction;
    } recorded_{}; ///< whose addresses tell these passes' recordings apart
    enum class pass_kind { none, prediction, forward, backward } last_ = pass_kind::none;
};

} // namespace chrnn
