#include <chrnn/io/checkpoint.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/train/adam.hpp>
#include <chrnn/train/nadam.hpp>
#include <chrnn/train/rmsprop.hpp>

#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

using net = network<input_of<vector_shape(4)>, dense<3>, softmax_cross_entropy>;

/// A training by that rule, `steps` steps on.
template <class Rule>
struct slots_run {
    model<net> m{batch{2}, seed{1}, threads{1}};
    trainer<model<net>, Rule> train{m, Rule{.rate = 0.1}};

    explicit slots_run(int steps) {
        std::vector<float> const x{1, 2, 3, 4, -1, 0, 2, 1};
        std::vector<int> const labels{0, 2};
        for (int step = 0; step < steps; ++step) {
            m.forward(x, labels);
            m.backward();
            train.optimiser().step(0.1);
        }
    }
    std::vector<float> slots() {
        std::vector<float> all;
        for (auto const& one : train.optimiser().named_slots()) all.insert(all.end(), one.begin(), one.end());
        return all;
    }
};

using slot_names = std::vector<std::string>;

/// The names of the tensors in the checkpoint of a training by that rule, without those of the parameters.
template <class Rule>
slot_names kept_by() {
    temporary_folder const folder;
    slots_run<Rule> one(3);
    save_checkpoint(folder / "run", one.train);
    auto const file = read_safetensors(folder / "run");
    CHECK(file.metadata.at("rule") == Rule::name);
    slot_names all;
    for (auto const& [name, entry] : file.entries)
        if (!name.starts_with("fc1.")) all.push_back(name);
    CHECK(file.entries.size() == all.size() + 2);
    return all;
}

} // namespace

TEST_CASE("what a rule keeps for a parameter has the name of the slot and of the parameter in a checkpoint") {
    slot_names const momentum{"momentum.fc1.bias", "momentum.fc1.weight"};
    CHECK(kept_by<sgd>() == momentum);
    CHECK(kept_by<nesterov>() == momentum);
    slot_names const moments{"first_moment.fc1.bias", "first_moment.fc1.weight", "second_moment.fc1.bias",
                             "second_moment.fc1.weight"};
    CHECK(kept_by<adam>() == moments);
    CHECK(kept_by<adamw>() == moments);
    CHECK(kept_by<nadam>() == moments);
    CHECK(kept_by<rmsprop>() ==
          slot_names{"mean_square.fc1.bias", "mean_square.fc1.weight", "momentum.fc1.bias", "momentum.fc1.weight"});
}

TEMPLATE_TEST_CASE("a checkpoint holds the numbers of every slot under its name, and gives them back", "", sgd,
                   nesterov, adam, adamw, nadam, rmsprop) {
    temporary_folder const folder;
    slots_run<TestType> from(3), to(0);
    save_checkpoint(folder / "run", from.train);
    auto const file = read_safetensors(folder / "run");
    for (auto const& slot : from.train.optimiser().named_slots()) {
        INFO(slot.name);
        auto const stored = read_tensor<float>(file, slot.name);
        CHECK(stored.shape == slot.shape);
        CHECK(std::equal(slot.begin(), slot.end(), stored.values.begin(), stored.values.end()));
    }
    load_checkpoint(folder / "run", to.train);
    CHECK(to.slots() == from.slots());
    CHECK(to.train.optimiser().scalars() == from.train.optimiser().scalars());
    CHECK(to.train.optimiser().scalars()[0] == 3);
}

TEST_CASE("a checkpoint by another rule is refused, though that keeps slots of the same names") {
    temporary_folder const folder;
    auto const path = folder / "run";
    auto const refusal = [&]<class From, class To>(slots_run<From> from, slots_run<To> to) {
        save_checkpoint(path, from.train);
        auto const before = to.slots();
        std::string const what = complaint([&] { load_checkpoint(path, to.train); });
        CHECK(to.slots() == before);
        return what;
    };
    std::string const start = "cannot go on from '" + path.string() + "': its rule of learning is ";
    CHECK(refusal(slots_run<nesterov>(1), slots_run<sgd>(2)) == start + "'nesterov', but the training's is 'sgd'");
    CHECK(refusal(slots_run<sgd>(1), slots_run<nesterov>(2)) == start + "'sgd', but the training's is 'nesterov'");
    CHECK(refusal(slots_run<adamw>(1), slots_run<adam>(2)) == start + "'adamw', but the training's is 'adam'");
    CHECK(refusal(slots_run<adam>(1), slots_run<nadam>(2)) == start + "'adam', but the training's is 'nadam'");
    CHECK(refusal(slots_run<rmsprop>(1), slots_run<sgd>(2)) == start + "'rmsprop', but the training's is 'sgd'");
}
