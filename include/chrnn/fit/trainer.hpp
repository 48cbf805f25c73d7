/// A trainer: a model, the optimiser that changes it, and all that it takes to stop and go on later with the same bits.
#pragma once

#include <chrnn/fit/each_label.hpp>
#include <chrnn/fit/training_state.hpp>
#include <chrnn/fit/training_steps.hpp>
#include <chrnn/train/fingerprint.hpp>
#include <chrnn/train/metrics.hpp>
#include <chrnn/train/rule_facts.hpp>

#include <optional>

namespace chrnn::CHRNN_ABI {

/// `Model` learning by `Rule`. Refers to the model, which must outlive it.
///
///     trainer run(net, sgd{.rate = 0.01, .multipliers = {{"hrnn6", 10}}});
///     fit(run, image_folder{"scene15/train"}, {.epochs = 90});
template <class Model, class Rule = sgd>
class trainer : private predictor_of<Model, detail::training_steps<typename Model::target>> {
  public:
    using model_type = Model;
    using rule_type = Rule;

    /// Throws when the rule does not make sense for the model.
    explicit trainer(Model& net, Rule const& rule = {})
        : base(net), state_{.schedule = rule.schedule}, learn_(net, rule) {}
    /// One of several trainers, each in a process of `group` and with a model of its own, which learn the same
    /// together.
    trainer(Model& net, Rule const& rule, process_group& group) : trainer(net, rule) { group_ = &group; }

    Model& net() { return base::net; }
    Model const& net() const { return base::net; }
    chrnn::optimiser<Model, Rule>& optimiser() { return learn_; }
    chrnn::optimiser<Model, Rule> const& optimiser() const { return learn_; }
    training_state& state() { return state_; }
    training_state const& state() const { return state_; }
    Rule const& rule() const { return learn_.rule(); }
    process_group& group() override { return *group_; }
    /// The same without the types.
    detail::training_steps<typename Model::target>& type_erased() { return *this; }

  private:
    using target = typename Model::target;
    using base = predictor_of<Model, detail::training_steps<target>>;
    using scalar = typename Model::scalar;
    using fetched = decltype(std::declval<Model&>().prefetch(std::span<float const>()));

    void prefetch(std::span<float const> inputs) override { next_.emplace(net().prefetch(inputs)); }
    void withdraw() override { next_.reset(); }
    void begin_step(std::span<target const> targets, double rate, update_part part) override {
        watched_pass const watched(*this);
        learn_.train(*next_, targets, rate, part);
        next_.reset();
    }
    typename base::outcome end_step(std::span<target const> targets) override {
        typename base::outcome found{static_cast<double>(net().loss()), 0, 0};
        if (!std::isfinite(found.loss)) return found;
        learn_.check();
        if constexpr (detail::labels_classes<Model> || detail::tells_classes<Model>)
            detail::each_label<Model>(net().probabilities(), targets, scores_,
                                      [&](std::span<scalar const> scores, int label) {
                                          ++found.labels;
                                          found.correct += detail::rank_of(scores, label) == 0;
                                      });
        return found;
    }
    void update(double rate, double mean) override { learn_.update_with(rate, mean); }

    std::vector<detail::fact> facts() override {
        Model& net = base::net;
        std::vector<detail::fact> all{
            detail::fact_of("the network", detail::fingerprint<typename Model::net>()),
            detail::fact_of("the size of a number in bytes", sizeof(scalar)),
            detail::fact_of("the size of a batch", net.capacity()),
            detail::fact_of("the seed", net.seed_value()),
            detail::fact_of("the number of steps so far", net.steps()),
            detail::fact_of("the fingerprint of the parameters", detail::fingerprint_of_numbers(net.parameters_span())),
            detail::fact_of("the fingerprint of what the rule keeps", fingerprint_of_slots())};
        std::ranges::move(detail::facts_of(rule()), std::back_inserter(all));
        return all;
    }
    /// While this is there the sum of shards hears of the gradients that a pass leaves behind.
    struct watched_pass {
        Model& net;
        explicit watched_pass(trainer& of) : net(of.net()) {
            if constexpr (Model::backend_type::on_host)
                if (of.shards_ && of.shards_->expects_last())
                    net.watch_backward([&of](index_t layer) { of.shards_->ready(layer); });
        }
        ~watched_pass() {
            if constexpr (Model::backend_type::on_host) net.watch_backward({});
        }
        watched_pass(watched_pass const&) = delete;
    };
    std::uint64_t fingerprint_of_slots() {
        fnv1a all;
        for (std::size_t k = 0; k < rule().slots.size(); ++k) all.add(detail::fingerprint_of_numbers(learn_.slot(k)));
        return all.value();
    }
    void begin_shards(index_t shards) override {
        if (!shards_ || shards_->shards() != shards) shards_.emplace(detail::summed(net()), shards, *group_);
        shards_->begin();
    }
    void add_shard(index_t shard, double weight, double batches) override { shards_->add(shard, weight, batches); }
    void add_no_shard(index_t shard) override { shards_->add_nothing(shard); }
    void expect_last_shard(index_t shard, double weight, double batches) override {
        shards_->expect_last(shard, weight, batches);
    }
    exchange_record exchanged() const override { return shards_ ? shards_->record() : exchange_record{}; }
    void add_up_shards(double mean) override { shards_->finish(mean); }

    void exchange_averages() override {
        if (keeps_averages(rule())) learn_.exchange_averages();
    }
    std::uint64_t steps() const override { return base::net.steps(); }
    void set_steps(std::uint64_t steps) override { base::net.set_steps(steps); }
    std::uint64_t seed() const override { return base::net.seed_value(); }
    double first_rate() const override { return rule().rate; }
    std::string first_not_finite_layer() const override {
        std::string const found = base::net.first_not_finite();
        return found.empty() ? std::string(Model::net::layers.back().name.view()) : found;
    }

    double gradient_length() const override { return learn_.last_gradient_length(); }
    std::vector<named_numbers> parameter_values() const override { return copies(net().named_parameters()); }
    std::vector<named_numbers> gradient_values() override {
        std::vector<named_numbers> all = copies(net().named_gradients());
        auto const scale = static_cast<float>(learn_.gradient_scale());
        for (named_numbers& one : all)
            for (float& g : one.values) g *= scale;
        return all;
    }
    template <class Views>
    static std::vector<named_numbers> copies(Views const& views) {
        std::vector<named_numbers> all;
        for (auto const& one : views) all.push_back({one.name, {one.begin(), one.end()}});
        return all;
    }

    training_state state_;
    chrnn::optimiser<Model, Rule> learn_;
    single_process single_;
    process_group* group_ = &single_;
    std::optional<detail::shard_sum<typename Model::backend_type, scalar>> shards_;
    std::optional<fetched> next_; ///< the inputs of the next step
    std::vector<scalar> scores_;  ///< of a region
};

/// From now on the averages that the rule keeps are the model's parameters, and the other way about: a second call
/// takes it back. Throws before the first update, and when an `any_rule` keeps none.
template <class Model, class Rule>
void use_averages(trainer<Model, averaged<Rule>>& run) {
    run.optimiser().exchange_averages();
}
template <class Model>
void use_averages(trainer<Model, any_rule>& run) {
    run.optimiser().exchange_averages();
}

} // namespace chrnn::CHRNN_ABI
