#include "train/quadratic.hpp"

#include <cstring>

using namespace chrnn;
using namespace quadratic;

namespace {

template <class T>
std::vector<T> numbers_in(std::vector<parameter_view<T>> const& views) {
    std::vector<T> all;
    for (auto const& one : views) all.insert(all.end(), one.begin(), one.end());
    return all;
}
template <class T>
bool have_same_bits(std::vector<T> const& a, std::vector<T> const& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

} // namespace

TEST_CASE("every rule learns as PyTorch's does, in double to a millionth over a hundred steps") {
    with_every_rule([](auto const& rule) {
        INFO(rule.name);
        CHECK(off_from_pytorch<double>(rule) < 1e-6);
    });
}
TEST_CASE("every rule learns as PyTorch's does, in float to what rounding leaves") {
    with_every_rule([](auto const& rule) {
        INFO(rule.name);
        CHECK(off_from_pytorch<float>(rule) < 2e-5);
    });
}
TEST_CASE("what a rule keeps, saved and put back, goes on to the same bits") {
    with_every_rule([]<class Rule>(Rule const& rule) {
        on_quadratic<float, Rule> whole(rule), first(rule), second(rule);
        for (int step = 0; step < 7; ++step) whole.step(), first.step();
        auto const copy = [](auto const& from, auto const& to) {
            REQUIRE(from.size() == to.size());
            for (std::size_t k = 0; k < from.size(); ++k) std::copy(from[k].begin(), from[k].end(), to[k].begin());
        };
        copy(first.m.named_parameters(), second.m.named_parameters());
        copy(first.learn.named_slots(), second.learn.named_slots());
        second.learn.set_scalars(first.learn.scalars());
        for (int step = 0; step < 5; ++step) whole.step(), second.step();
        INFO(Rule::name);
        CHECK(have_same_bits(numbers_in(whole.m.named_parameters()), numbers_in(second.m.named_parameters())));
        CHECK(have_same_bits(numbers_in(whole.learn.named_slots()), numbers_in(second.learn.named_slots())));
        CHECK(whole.learn.scalars() == second.learn.scalars());
        CHECK(whole.learn.scalars()[0] == 12);
    });
}
TEST_CASE("the names of what a rule keeps are those of its slots and of the parameters") {
    auto const names = []<class Rule>(Rule const& rule) {
        on_quadratic<float, Rule> run(rule);
        std::vector<std::string> all;
        for (auto const& one : run.learn.named_slots()) all.push_back(one.name);
        return all;
    };
    std::vector<std::string> const momentum{"momentum.fc1.weight", "momentum.fc1.bias"};
    CHECK(names(sgd()) == momentum);
    CHECK(names(nesterov()) == momentum);
    std::vector<std::string> const moments{"first_moment.fc1.weight", "first_moment.fc1.bias",
                                           "second_moment.fc1.weight", "second_moment.fc1.bias"};
    CHECK(names(adam()) == moments);
    CHECK(names(adamw()) == moments);
    CHECK(names(nadam()) == moments);
    CHECK(names(rmsprop()) == std::vector<std::string>{"mean_square.fc1.weight", "mean_square.fc1.bias",
                                                       "momentum.fc1.weight", "momentum.fc1.bias"});
}
TEST_CASE("the numbers that nobody gave are PyTorch's") {
    CHECK((adam().rate == 1e-3 && adam().beta1 == 0.9 && adam().beta2 == 0.999 && adam().epsilon == 1e-8));
    CHECK((adam().weight_decay == 0 && adamw().weight_decay == 0.01 && adamw().rate == 1e-3));
    CHECK((nadam().rate == 2e-3 && nadam().momentum_decay == 4e-3 && nadam().weight_decay == 0));
    CHECK((rmsprop().rate == 0.01 && rmsprop().alpha == 0.99 && rmsprop().momentum == 0));
}
