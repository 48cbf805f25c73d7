#include <chrnn/data/batch_source.hpp>
#include <chrnn/fit/epoch_loop.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/network/model.hpp>

#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace chrnn;

namespace {

struct sides : network<input_of<vector_shape(2)>, dense<2>, softmax_cross_entropy> {};

/// A source of one's own, as the guide has it: points of the plane, made up batch by batch; the class is which of the
/// two numbers is the larger.
class points : public batch_source<int> {
  public:
    index_t batches() const override { return 6; }
    void start(index_t epoch, index_t first) override {
        detail::check_start(batches(), epoch, first);
        epoch_ = epoch, next_ = first;
        starts.push_back({epoch, first});
    }
    std::optional<sample_batch<int>> next() override {
        if (next_ == batches()) return std::nullopt;
        for (std::size_t i = 0; i < 8; ++i) {
            auto const place = static_cast<std::uint64_t>(8 * (batches() * epoch_ + next_)) + i;
            float const x = random_.below(1000, 2 * place) / 500.f - 1,
                        y = random_.below(1000, 2 * place + 1) / 500.f - 1;
            inputs_[2 * i] = x, inputs_[2 * i + 1] = y;
            labels_[i] = x < y;
            items_[i] = static_cast<index_t>(place);
        }
        return sample_batch<int>{inputs_, labels_, items_, next_++};
    }

    std::vector<std::array<index_t, 2>> starts;

  private:
    index_t epoch_ = 0, next_ = 0;
    random_stream random_{5};
    std::array<float, 16> inputs_;
    std::array<int, 8> labels_;
    std::array<index_t, 8> items_;
};

struct until_told {
    model<sides> net{batch{8}, seed{1}, threads{1}};
    trainer<model<sides>> run{net, sgd{.rate = 0.1, .schedule = constant_rate()}};
    points source;

    void until(index_t epochs, std::function<void(training_state const&)> save = {}, index_t save_every = 0) {
        epoch_loop<int>(run.type_erased(), run.state(), source,
                        {epochs, "", progress_style::none, std::move(save), save_every})
            .run();
    }
    std::vector<float> parameters() { return {net.parameters_span().begin(), net.parameters_span().end()}; }
};

} // namespace

TEST_CASE("a network learns from batches of one's own, every epoch from its first") {
    until_told one;
    one.until(10);
    CHECK(one.run.state().epoch == 10);
    CHECK(one.net.steps() == 60);
    CHECK(one.run.state().history.back().train_accuracy > 0.9f);
    CHECK(one.run.state().history.back().train_loss < one.run.state().history.front().train_loss);
    REQUIRE(one.source.starts.size() == 10);
    for (index_t epoch = 0; epoch < 10; ++epoch)
        CHECK(one.source.starts[static_cast<std::size_t>(epoch)] == std::array<index_t, 2>{epoch, 0});
}

TEST_CASE("a loop that is broken off within an epoch goes on with the batch after the last to the same bits") {
    until_told whole, broken;
    whole.until(3);
    struct interruption {};
    CHECK_THROWS_AS(broken.until(
                        3,
                        [](training_state const& s) {
                            if (s.epoch == 1 && s.batch == 4) throw interruption{};
                        },
                        1),
                    interruption);
    broken.until(3);
    CHECK(broken.source.starts.back() == std::array<index_t, 2>{2, 0});
    CHECK(broken.source.starts[2] == std::array<index_t, 2>{1, 4});
    CHECK(broken.parameters() == whole.parameters());
}

TEST_CASE("a loop whose numbers make no sense cannot be made, nor go on behind the end of an epoch") {
    until_told one;
    CHECK_THROWS_WITH(one.until(-1), Catch::Contains("-1 epochs"));
    one.run.state().batch = 7;
    CHECK_THROWS_WITH(one.until(1), "there is no batch 7 of epoch 0: an epoch has 6 batches");
}
TEST_CASE("the bar of a training says which epoch and batch it is at") {
    temporary_folder const folder;
    until_told one;
    int const terminal = ::dup(2);
    REQUIRE(std::freopen((folder / "shown").c_str(), "w", stderr));
    epoch_loop<int>(one.run.type_erased(), one.run.state(), one.source, {2, "", progress_style::bar, {}, 0}).run();
    std::fflush(stderr);
    ::dup2(terminal, 2);
    ::close(terminal);
    auto const text = contents(folder / "shown");
    CHECK_THAT(text, Catch::StartsWith("\repoch 1/2 ["));
    CHECK_THAT(text, Catch::Contains("] 1/6  loss "));
    CHECK_THAT(text, Catch::Contains("\x1b[Kepoch 1/2: rate 0.1, loss "));
}
