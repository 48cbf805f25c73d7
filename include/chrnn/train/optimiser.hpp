/// The optimiser: applies a rule of learning to all parameters of a model, and owns what the rule keeps for them.
#pragma once

#include <chrnn/network/model.hpp>
#include <chrnn/train/averaged.hpp>
#include <chrnn/train/sgd.hpp>
#include <chrnn/train/update_kernels.hpp>
#include <chrnn/train/update_part.hpp>
#include <chrnn/train/update_stretch.hpp>

#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// Works on the model's arenas in runs of neighbouring numbers that are treated alike, one pass over each; `step`
/// allocates nothing. Refers to the model, which must outlive it.
template <class Model, class Rule = sgd>
class optimiser {
  public:
    using scalar = typename Model::scalar;
    using backend = typename Model::backend_type;
    using rule_type = Rule;
    static constexpr location where = detail::location_of_backend<backend>;
    static_assert(learning_rule<Rule>,
                  "chrnn: a rule of learning has name, slots, rate, weight_decay, clip, multipliers, "
                  "schedule, check() and equations<T>()");

    static_assert(trained_parameters<typename Model::net>() > 0 || parameters<typename Model::net>() == 0,
                  "chrnn: there is nothing to train: all parameters of the network are frozen");

    /// Throws when a number of the rule makes no sense or a multiplier fits no parameter.
    optimiser(Model& net, Rule rule) : net_(net), rule_(std::move(rule)), figures_(net.backend(), 1, "the optimiser") {
        rule_.check();
        for (std::string_view const name : rule_.slots) slots_.emplace_back(net.backend(), Model::numbers, name);
        auto const& placed = detail::placed_parameters<typename Model::net>();
        detail::check_multipliers(placed, rule_.multipliers);
        stretches_ = detail::update_stretches(placed, rule_.multipliers);
    }

    Rule const& rule() const { return rule_; }

    /// The Euclidean length of all gradients together.
    double gradient_length() { return std::sqrt(squares(0, Model::net::count)); }
    /// That of those of the last update, before they were clipped, which is known already.
    double last_gradient_length() const { return figures_.host(0, 1)[0].length; }
    /// What the gradients, as they lie there, are to be multiplied by: not 1 where those of several batches were added.
    double gradient_scale() const { return figures_.host(0, 1)[0].gradient_scale; }

    /// Changes the parameters and the slots by the gradients of the last `backward`, at `rate`. Throws when these are
    /// not finite, with the layer nearest to the loss where that is so, or when the loss is not; nothing has changed
    /// then, and the model has taken back the step: call it once for each `backward`.
    void step(double rate) { update_with(rate, 1); }
    /// The same, where the gradients are `mean` times what lies there.
    void update_with(double rate, double mean) {
        check_not_exchanged();
        load(rate, mean);
        update();
        check();
    }
    /// A whole step, both passes and the update, without looking at the outcome, which a device may still be computing.
    /// `images` are numbers, or what `prefetch` returned for them.
    template <class Images>
    void train(Images&& images, std::span<typename Model::target const> targets, double rate, update_part part = {}) {
        check_not_exchanged();
        load(rate, part.mean);
        if (!part.first && part.kept != 1) scale_gradients(part.kept);
        auto const then = [&] {
            if (part.last)
                update();
            else
                end_part();
        };
        net_.train(images, targets, captured_[part.first][part.last], then, !part.first);
    }
    /// Throws, as `step` does, when the gradients of the last step were not finite.
    void check() {
        if (std::isnan(figures_.host(0, 1)[0].clip_scale)) refuse();
    }

    // What the rule keeps, to be saved and put back.

    /// The numbers of slot k, in the layout of the parameters; those of SGD's momentum for 0.
    std::span<scalar> slot(std::size_t k = 0) { return slots_[k].host(); }
    /// Every slot of every parameter by name: "momentum.conv1.weight".
    std::vector<parameter_view<scalar>> named_slots() {
        return views_of_slots<scalar>([&](std::size_t k) { return slots_[k].host().data(); });
    }
    std::vector<parameter_view<scalar const>> named_slots() const {
        return views_of_slots<scalar const>([&](std::size_t k) { return slots_[k].read().data(); });
    }
    /// Updates so far and the rule's own scalars.
    std::array<double, 5> scalars() const {
        detail::step_figures const f = figures_.host(0, 1)[0];
        return {f.updates, f.scalars[0], f.scalars[1], f.scalars[2], f.scalars[3]};
    }
    void set_scalars(std::array<double, 5> const& all) {
        detail::step_figures const f{0, 1, 0, 1, all[0], {all[1], all[2], all[3], all[4]}, 0};
        net_.backend().upload(std::span<detail::step_figures const>(&f, 1), figures_.data());
        exchanged_ = false;
    }

    /// Exchanges the parameters that learn with their averages. Throws before the first update, and when the rule keeps
    /// none.
    void exchange_averages() {
        if (!keeps_averages(rule_)) fail("the rule ", rule_.name, " keeps no averages of the parameters");
        if (scalars()[0] == 0) fail("there are no averages of the parameters before the first update");
        auto const parameters = net_.parameters_span(), averages = slots_.back().host();
        for (detail::update_stretch const& one : stretches_)
            std::swap_ranges(parameters.begin() + one.begin, parameters.begin() + one.begin + one.size,
                             averages.begin() + one.begin);
        exchanged_ = !exchanged_;
    }
    /// Throws when the model's parameters are the averages: training cannot go on from there, nor be saved.
    void check_not_exchanged() const {
        if (exchanged_) fail("the model's parameters are their averages: call use_averages once more before that");
    }

  private:
    template <class T, class First>
    std::vector<parameter_view<T>> views_of_slots(First const& first) const {
        std::vector<parameter_view<T>> all;
        for (std::size_t k = 0; k < slots_.size(); ++k)
            for (auto& one : Model::views(first(k))) {
                one.name.insert(0, std::string(rule_.slots[k]) + ".");
                all.push_back(std::move(one));
            }
        return all;
    }

    void load(double rate, double mean) {
        for (auto& one : slots_) (void)one.data(); // what the host wrote goes before the update
        std::array const both{rate, mean};
        net_.backend().upload(std::span<double const>(both), &figures_.data()->rate);
    }
    void scale_gradients(double factor) {
        view<scalar, extents<dynamic>, where> g(net_.gradient_memory(),
                                                Model::net::parameter_offset(Model::net::count));
        net_.backend().assign(g, static_cast<scalar>(factor) * g);
    }
    void end_part() {
        net_.backend().parallel_for(
            1, 1, detail::end_part<scalar, where>{figures_.data(), net_.steps_memory(), net_.losses()});
    }
    void update() {
        sum_squares(0, Model::net::count);
        if constexpr (rule_with_equations<Rule>)
            update_by(rule_);
        else
            rule_.visit([this](auto const& rule) { this->update_by(rule); });
    }
    template <rule_with_equations Chosen>
    void update_by(Chosen const& rule) {
        auto& on = net_.backend();
        detail::step_figures* const figures = figures_.data();
        auto const own = rule.template equations<scalar>();
        using equations = std::remove_const_t<decltype(own)>;
        on.parallel_for(1, 1,
                        detail::begin_update<scalar, equations, where>{figures, net_.steps_memory(), own, rule_.clip,
                                                                       net_.losses()});
        for (detail::update_stretch const& one : stretches_) {
            using kernel = detail::apply_rule<scalar, equations, static_cast<index_t>(Chosen::slots.size())>;
            kernel act{net_.parameter_memory() + one.begin,
                       net_.gradient_memory() + one.begin,
                       {},
                       own,
                       static_cast<scalar>(one.decays ? rule_.weight_decay : 0),
                       one.multiplier,
                       figures};
            for (std::size_t k = 0; k < slots_.size(); ++k) act.slots[k] = slots_[k].data() + one.begin;
            index_t const rows = one.size / act.columns, rest = one.size % act.columns;
            if (rows > 0) on.template parallel_for_simd<scalar>(rows, act.columns, act);
            if (rest > 0) on.template parallel_for_simd<scalar>(1, rest, act.from(rows));
        }
    }

    /// The sum of the squared gradients of layers `first` to `end` - 1, into the figures.
    void sum_squares(index_t first, index_t end) {
        index_t const begin = Model::net::parameter_offset(first);
        view<scalar const, extents<dynamic>, where> const g(net_.gradient_memory() + begin,
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
        std::uint64_t const step = net_.steps() + 1;
        if (nearest.empty()) fail<divergence>("in step ", step, " the loss is not finite, though all gradients are");
        fail<divergence>("in step ", step,
                         " the gradients are not finite; from the loss back, the first layer with such is ", nearest);
    }

    Model& net_;
    Rule rule_;
    std::vector<detail::update_stretch> stretches_;
    std::vector<detail::arena<scalar, backend>> slots_; ///< one for each name in the rule's `slots`
    detail::arena<detail::step_figures, backend> figures_;
    bool exchanged_ = false; ///< whether the averages are the model's parameters, and the other way about
    detail::captures<backend> captured_[2][2]; ///< of steps that are the first or the last part of an update, or not
};

/// `optimiser(net, {.rate = 0.1})` is SGD's.
template <class Model>
optimiser(Model&, sgd) -> optimiser<Model, sgd>;
template <class Model, class Rule>
optimiser(Model&, Rule) -> optimiser<Model, Rule>;

} // namespace chrnn::CHRNN_ABI
