/// The optimiser: applies the rule of stochastic gradient descent to all parameters of a model.
#pragma once

#include <chrnn/formula/lane.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/train/sgd.hpp>

#include <algorithm>
#include <set>

namespace chrnn {

/// The rule as a kernel over the rows of a run of neighbouring numbers (spec section 4).
template <class T>
struct sgd_update {
    static constexpr index_t columns = 4096;
    T *v, *w;
    T const* g;
    T momentum, rate, decay, shortening;

    template <class L>
    CHRNN_INLINE void operator()(index_t row, index_t column) const {
        using number = lane<L>;
        index_t const i = row * columns + column;
        L const weight = number::load(w + i);
        L const slope = number::fill(shortening) * number::load(g + i) + number::fill(decay) * weight;
        L const velocity = number::fill(momentum) * number::load(v + i) - number::fill(rate) * slope;
        number::store(v + i, velocity);
        number::store(w + i, weight + velocity);
    }
    /// The kernel from `row` on.
    sgd_update from(index_t row) const {
        return {v + row * columns, w + row * columns, g + row * columns, momentum, rate, decay, shortening};
    }
};

/// Works on the model's arenas in runs of neighbouring numbers that are treated alike, one pass over each; `step`
/// allocates nothing. Refers to the model, which must outlive it.
template <class Model>
class optimiser {
  public:
    using scalar = typename Model::scalar;

    /// Throws when a number of the rule makes no sense or a multiplier names no layer that has parameters.
    optimiser(Model& net, sgd rule) : net_(net), rule_(std::move(rule)) {
        rule_.check();
        check_layers();
        find_runs();
    }

    sgd const& rule() const { return rule_; }

    /// The Euclidean length of all gradients together.
    double gradient_length() { return std::sqrt(squares(0, Model::net::count)); }

    /// Changes the parameters and the momentum by the gradients of the last `backward`, at `rate`. Throws when these
    /// are not finite, with the layer nearest to the loss where that is so; nothing has changed then.
    void step(double rate) {
        double const length = gradient_length();
        if (!std::isfinite(length)) refuse();
        double const shortening = rule_.clip > 0 && length > rule_.clip ? rule_.clip / length : 1;
        for (run const& one : runs_) {
            sgd_update<scalar> const act{net_.momentum().data() + one.begin,
                                         net_.parameters_span().data() + one.begin,
                                         net_.gradients().data() + one.begin,
                                         static_cast<scalar>(rule_.momentum),
                                         static_cast<scalar>(rate * one.multiplier),
                                         static_cast<scalar>(one.decays ? rule_.weight_decay : 0),
                                         static_cast<scalar>(shortening)};
            index_t const rows = one.size / sgd_update<scalar>::columns, rest = one.size % sgd_update<scalar>::columns;
            if (rows > 0) net_.backend().template sweep<scalar>(rows, sgd_update<scalar>::columns, act);
            if (rest > 0) net_.backend().template sweep<scalar>(1, rest, act.from(rows));
        }
    }

  private:
    /// Neighbouring numbers of the arenas that are treated alike.
    struct run {
        index_t begin, size;
        double multiplier;
        bool decays;
    };

    void check_layers() const {
        std::set<std::string_view> known;
        std::string all;
        for (layer_facts const& one : Model::net::layers)
            if (one.parameters > 0 && known.insert(one.name.view()).second)
                all.append(all.empty() ? "" : ", ").append(one.name.view());
        for (auto const& [name, multiplier] : rule_.multipliers)
            if (!known.contains(name))
                fail("the learning rate of '", name, "' cannot be multiplied by ", multiplier,
                     ": the layers with parameters are ", all);
    }

    void find_runs() {
        std::vector<run> parts;
        Model::each_parameter([&](std::string const& name, parameter const& p, index_t begin) {
            auto const found = rule_.multipliers.find(name.substr(0, name.size() - p.name.size() - 1));
            double const multiplier = found == rule_.multipliers.end() ? 1 : found->second;
            for (index_t row = 0; row < p.rows; ++row)
                parts.push_back({begin + p.offset + row * p.stride, p.columns, multiplier, p.decays});
        });
        std::sort(parts.begin(), parts.end(), [](run const& a, run const& b) { return a.begin < b.begin; });
        for (run const& one : parts)
            if (!runs_.empty() && runs_.back().begin + runs_.back().size == one.begin &&
                runs_.back().multiplier == one.multiplier && runs_.back().decays == one.decays)
                runs_.back().size += one.size;
            else
                runs_.push_back(one);
    }

    /// The sum of the squared gradients of layers `first` to `end` - 1.
    double squares(index_t first, index_t end) {
        index_t const begin = Model::net::parameter_offset(first);
        view<scalar const, extents<any>> const g(net_.gradients().data() + begin,
                                                 Model::net::parameter_offset(end) - begin);
        return net_.backend().total(g * g);
    }

    [[noreturn]] void refuse() {
        std::string_view nearest; ///< to the loss
        for (index_t layer = 0; layer < Model::net::count; ++layer)
            if (!std::isfinite(squares(layer, layer + 1)))
                nearest = Model::net::layers[static_cast<std::size_t>(layer)].name.view();
        std::uint64_t const step = net_.steps();
        if (step > 0) net_.set_steps(step - 1);
        fail("in step ", step, " the gradients are not finite; from the loss back, the first layer with such is ",
             nearest);
    }

    Model& net_;
    sgd rule_;
    std::vector<run> runs_;
};

} // namespace chrnn
