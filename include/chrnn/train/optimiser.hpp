/// The optimiser: applies the rule of stochastic gradient descent to all parameters of a model.
#pragma once

#include <chrnn/formula/simd_traits.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/train/sgd.hpp>

#include <algorithm>
#include <set>

namespace chrnn {

/// What a step knows of all gradients, in memory of the backend.
struct step_figures {
    double squares;    ///< the sum of the squared gradients
    double shortening; ///< of the gradients, by clipping; NaN where they are not finite
    double rate;
};

/// Finds the shortening. A kernel of one number.
template <class T>
struct find_shortening {
    step_figures* figures;
    double clip;
    view<T const, extents<dynamic>> losses; ///< which must be finite too

    CHRNN_INLINE void operator()(index_t) const {
        double const length = std::sqrt(figures->squares);
        double nothing = length - length; // NaN where something is not finite
        for (index_t i = 0; i < losses.lead; ++i) nothing += static_cast<double>(losses.data[i] - losses.data[i]);
        figures->shortening = nothing != 0 ? nothing : clip > 0 && length > clip ? clip / length : 1;
    }
};

/// The rule as a kernel over the rows of a run of neighbouring numbers (spec section 4). Changes nothing where the
/// gradients are not finite.
template <class T>
struct sgd_update {
    static constexpr index_t columns = 4096;
    T *v, *w;
    T const* g;
    T momentum, decay;
    double multiplier;
    step_figures const* figures;

    template <class V>
    CHRNN_INLINE void operator()(index_t row, index_t column) const {
        using number = simd_traits<V>;
        double const shortening = figures->shortening, rate = figures->rate * multiplier;
        if (shortening != shortening) return;
        index_t const i = row * columns + column;
        V const weight = number::load(w + i);
        V const slope = number::fill(static_cast<T>(shortening)) * number::load(g + i) + number::fill(decay) * weight;
        V const velocity = number::fill(momentum) * number::load(v + i) - number::fill(static_cast<T>(rate)) * slope;
        number::store(v + i, velocity);
        number::store(w + i, weight + velocity);
    }
    /// The kernel from `row` on.
    sgd_update from(index_t row) const {
        sgd_update rest = *this;
        rest.v += row * columns, rest.w += row * columns, rest.g += row * columns;
        return rest;
    }
};

/// Works on the model's arenas in runs of neighbouring numbers that are treated alike, one pass over each; `step`
/// allocates nothing. Refers to the model, which must outlive it.
template <class Model>
class optimiser {
  public:
    using scalar = typename Model::scalar;

    /// Throws when a number of the rule makes no sense or a multiplier fits no parameter.
    optimiser(Model& net, sgd rule) : net_(net), rule_(std::move(rule)), figures_(net.backend(), 1, "the optimiser") {
        net.backend().forget(); // the steps of an optimiser that may have stood here before
        rule_.check();
        check_multipliers();
        find_stretches();
    }

    sgd const& rule() const { return rule_; }

    /// The Euclidean length of all gradients together.
    double gradient_length() { return std::sqrt(squares(0, Model::net::count)); }

    /// Changes the parameters and the momentum by the gradients of the last `backward`, at `rate`. Throws when these
    /// are not finite, with the layer nearest to the loss where that is so, or when the loss is not; nothing has
    /// changed then.
    void step(double rate) {
        load(rate);
        update();
        check();
    }
    /// A whole step, both passes and the update, without looking at the outcome, which a device may still be computing.
    template <number_range Images>
    void train(Images const& images, std::span<int const> labels, double rate) {
        load(rate);
        net_.train(images, labels, this, [&] { update(); });
    }
    /// Throws, as `step` does, when the gradients of the last step were not finite.
    void check() {
        if (std::isnan(figures_.host(0, 1)[0].shortening)) refuse();
    }

  private:
    void load(double rate) { net_.backend().upload(std::span<double const>(&rate, 1), &figures_.data()->rate); }
    void update() {
        auto& on = net_.backend();
        step_figures* const figures = figures_.data();
        sum_squares(0, Model::net::count);
        on.parallel_for(1, 1, find_shortening<scalar>{figures, rule_.clip, net_.losses()});
        for (stretch const& one : stretches_) {
            sgd_update<scalar> const act{net_.momentum_memory() + one.begin,
                                         net_.parameter_memory() + one.begin,
                                         net_.gradient_memory() + one.begin,
                                         static_cast<scalar>(rule_.momentum),
                                         static_cast<scalar>(one.decays ? rule_.weight_decay : 0),
                                         one.multiplier,
                                         figures};
            index_t const rows = one.size / act.columns, rest = one.size % act.columns;
            if (rows > 0) on.template parallel_for_simd<scalar>(rows, act.columns, act);
            if (rest > 0) on.template parallel_for_simd<scalar>(1, rest, act.from(rows));
        }
    }

    /// Neighbouring numbers of the arenas that are treated alike.
    struct stretch {
        index_t begin, size;
        double multiplier;
        bool decays;
    };

    void check_multipliers() const {
        std::set<std::string_view> fitting;
        std::string layers, last;
        Model::each_parameter([&](std::string const& name, parameter const& p, index_t) {
            for (auto const& [part, multiplier] : rule_.multipliers)
                if (sgd::fits(part, name)) fitting.insert(part);
            std::string const layer = name.substr(0, name.size() - p.name.size() - 1);
            if (layer != last) layers.append(layers.empty() ? "" : ", ").append(last = layer);
        });
        for (auto const& [part, multiplier] : rule_.multipliers)
            if (!fitting.contains(part))
                fail("the learning rate of '", part, "' cannot be multiplied by ", multiplier,
                     ": the layers with parameters are ", layers);
    }

    void find_stretches() {
        std::vector<stretch> parts;
        Model::each_parameter([&](std::string const& name, parameter const& p, index_t begin) {
            double const multiplier = rule_.multiplier_of(name);
            for (index_t row = 0; row < p.rows; ++row)
                parts.push_back({begin + p.offset + row * p.stride, p.columns, multiplier, p.decays});
        });
        std::sort(parts.begin(), parts.end(), [](stretch const& a, stretch const& b) { return a.begin < b.begin; });
        for (stretch const& one : parts)
            if (!stretches_.empty() && stretches_.back().begin + stretches_.back().size == one.begin &&
                stretches_.back().multiplier == one.multiplier && stretches_.back().decays == one.decays)
                stretches_.back().size += one.size;
            else
                stretches_.push_back(one);
    }

    /// The sum of the squared gradients of layers `first` to `end` - 1, into the figures.
    void sum_squares(index_t first, index_t end) {
        index_t const begin = Model::net::parameter_offset(first);
        view<scalar const, extents<dynamic>> const g(net_.gradient_memory() + begin,
                                                     Model::net::parameter_offset(end) - begin);
        net_.backend().total(g * g, &figures_.data()->squares);
    }
    double squares(index_t first, index_t end) {
        sum_squares(first, end);
        return figures_.host(0, 1)[0].squares;
    }

    [[noreturn]] void refuse() {
        std::string_view nearest; ///< to the loss
        for (index_t layer = 0; layer < Model::net::count; ++layer)
            if (!std::isfinite(squares(layer, layer + 1)))
                nearest = Model::net::layers[static_cast<std::size_t>(layer)].name.view();
        std::uint64_t const step = net_.steps();
        if (step > 0) net_.set_steps(step - 1);
        if (nearest.empty()) fail("in step ", step, " the loss is not finite, though all gradients are");
        fail("in step ", step, " the gradients are not finite; from the loss back, the first layer with such is ",
             nearest);
    }

    Model& net_;
    sgd rule_;
    std::vector<stretch> stretches_;
    arena<step_figures, std::remove_reference_t<decltype(std::declval<Model&>().backend())>> figures_;
};

} // namespace chrnn
