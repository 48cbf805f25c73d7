/// train EPOCHS FOLDER [NAME=VALUE...], or train exchange: trains a small network on drawn images together with the
/// other processes, and writes what must be the same for any number of them. It goes on from FOLDER/checkpoint if that
/// is there. Or sends a message and says whether it moves while nobody looks after it.
#include <chrnn/files.hpp>
#include <chrnn/mpi.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

using namespace chrnn;

namespace {

struct net : network<input<3, 12, 12>, conv<6, 3, stride<2>>, batch_normalisation, rectifier, pyramid<3, 1>,
                     hierarchy<lstm, all_directions, linked>, dropout<0.3>, dense<3>, softmax_cross_entropy> {};

/// Stripes of three widths; one image cannot be read.
class stripes : public dataset {
  public:
    stripes(index_t count, std::string called) : count_(count), called_(std::move(called)) {}
    index_t size() const override { return count_; }
    index_t rows() const override { return 14; }
    index_t columns() const override { return 14; }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return static_cast<int>(i % 3); }
    std::string name(index_t i) const override { return called_ + " " + std::to_string(i); }
    bitmap load(index_t i, index_t channels) const override {
        if (i == 13) fail(name(i), " cannot be read");
        bitmap all;
        all.rows = all.columns = 14;
        all.channels = channels;
        random_stream const random{random_key(7, "stripes"), static_cast<std::uint64_t>(i)};
        for (index_t p = 0; p < 14 * 14 * channels; ++p) {
            bool const bright = p / channels % 14 / (label(i) + 1) % 2 == 0;
            all.pixels.push_back(
                static_cast<unsigned char>((bright ? 120 : 60) + 100 * random.uniform(static_cast<std::uint64_t>(p))));
        }
        return all;
    }

  private:
    index_t count_;
    std::string called_;
    std::vector<std::string> classes_{"narrow", "medium", "wide"};
};

/// What one process does to itself behind so many steps.
struct mishap : callback {
    std::string what;
    std::uint64_t at;
    mishap(std::string what, std::uint64_t at) : what(std::move(what)), at(at) {}
    void after_step(training_moment& now) override {
        if (now.steps < at) return;
        if (what == "dies") std::raise(SIGKILL);
        if (what == "hangs") std::raise(SIGSTOP);
        if (what == "fails") fail("its disk is full");
        if (what == "exits") std::_Exit(3);
        if (what == "stops") now.stop();
    }
};

template <class Numbers>
std::uint64_t bits_of(Numbers const& numbers) {
    fnv1a all;
    for (float x : numbers) all.add(std::uint64_t{std::bit_cast<std::uint32_t>(x)});
    return all.value();
}

void train(int count, char** arguments, mpi_processes& all) {
    std::map<std::string, std::string> told{{"threads", "1"}, {"shards", "4"}, {"batch", "6"},    {"mishap", "none"},
                                            {"at", "0"},      {"who", "1"},    {"images", "130"}, {"then", "ends"}};
    for (int i = 3; i < count; ++i) {
        std::string const one = arguments[i];
        told[one.substr(0, one.find('='))] = one.substr(one.find('=') + 1);
    }
    auto const number = [&](char const* name) { return std::stol(told.at(name)); };
    stripes const data(number("images"), "stripes"), others(40, "other stripes");
    model<net> m(batch{number("batch")}, seed{5}, threads{static_cast<int>(number("threads"))});
    trainer run(m, sgd{.rate = 0.05, .clip = 1}, all);
    std::string const checkpoint = std::string(arguments[2]) + "/checkpoint";
    if (std::filesystem::exists(checkpoint)) load_checkpoint(checkpoint, run);
    mishap happens(told.at("mishap"), static_cast<std::uint64_t>(number("at")));
    fit_options how{.epochs = std::stol(arguments[1]),
                    .validation = &others,
                    .augment = random_resized_crop() | horizontal_flip() | cutout(),
                    .log = std::string(arguments[2]) + "/log.csv",
                    .progress = progress_style::none,
                    .save = [&](training_state const&) { save_checkpoint(checkpoint, run); },
                    .save_every = 8,
                    .shards = number("shards")};
    how.images.on_bad_file = bad_file::skip;
    how.images.workers = 1;
    how.images.report = [](std::string const& sentence) { std::cerr << sentence + "\n"; };
    if (told.at("mishap") != "none" && all.rank() == number("who")) how.callbacks = {&happens};
    try {
        fit(run, data, how);
    } catch (error const&) {
        if (told.at("then") != "again") throw;
        fit(run, data, how);
    }
    std::ostringstream line;
    line.precision(9);
    line << "steps " << m.steps() << " parameters " << bits_of(m.parameters_span()) << " momentum "
         << bits_of(run.optimiser().slot());
    for (auto const& one : run.state().history)
        line << " loss " << one.train_loss << " right " << one.train_accuracy << " validation " << one.validation_loss
             << ' ' << one.top1;
    line << " predictions " << bits_of(m.predict(std::vector<float>(3 * 12 * 12, 0.5f))) << '\n';
    std::cout << line.str() << std::flush;
}

/// Whether a message that no single call could move is there when it is first asked for, after a while.
void exchange_without_looking(mpi_processes& all) {
    std::vector<std::byte> const mine(64 << 20, std::byte(all.rank() + 1));
    std::vector<std::byte> theirs(mine.size());
    outgoing const sent{1 - all.rank(), mine};
    incoming const received{1 - all.rank(), theirs};
    auto const messages = all.begin({&sent, 1}, {&received, 1}, 0);
    std::this_thread::sleep_for(std::chrono::seconds(3));
    bool const there = messages->done();
    messages->wait();
    std::cout << (there && theirs.front() == theirs.back() && theirs.back() == std::byte(2 - all.rank())
                      ? "there\n"
                      : "not there\n")
              << std::flush;
}

} // namespace

int main(int count, char** arguments) {
    bool const any_order =
        std::any_of(arguments + 1, arguments + count, [](std::string_view one) { return one == "any_order"; });
    mpi_processes all({.patience = std::chrono::seconds(5), .any_order = any_order});
    try {
        together(all, [&] {
            if (arguments[1] == std::string("exchange"))
                exchange_without_looking(all);
            else
                train(count, arguments, all);
        });
    } catch (departure const&) {
        return 1; // which the one that left has said
    } catch (std::exception const& problem) {
        std::cerr << "process " + std::to_string(all.rank()) + " of " + std::to_string(all.size()) + ": " +
                         problem.what() + "\n";
        return 1;
    }
}
