// usage: kills [KILLS [SEED]]: ends a training by SIGKILL at random moments, begins it again each time, and compares
// every file that it leaves in the end with those of one that nobody disturbed.
#include "../../fit/small_scenes.hpp"
#include "../../temporary_folder.hpp"

#include <chrnn/data/dice.hpp>
#include <chrnn/files.hpp>

#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include <sys/wait.h>

using namespace chrnn;
using std::chrono::microseconds;
using std::chrono::steady_clock;

namespace {

using net = plain_scenes<0.5>;
using files = std::map<std::string, std::string>; ///< what is in each, by name, without what the clock has said

/// A training as the examples do it, on several threads, saved behind every step and every epoch.
void train(std::filesystem::path const& folder) {
    folder_lock const ours(folder);
    synthetic_scenes const data(40, 32, 1), validation(16, 32, 2);
    model<net> of(batch{8}, seed{1}, threads{2});
    trainer run(of, sgd{.rate = 0.05});
    checkpoint_series kept(folder / "run.checkpoint");
    kept.load(run, [](std::string const& problem) { fail("a checkpoint was lost: ", problem); });
    fit_options how{.epochs = 5, .validation = &validation, .log = folder / "run.csv"};
    how.progress = progress_style::none;
    how.images.workers = 2;
    how.save_every = 1;
    how.save = [&](training_state const&) { kept.save(run); };
    fit(run, data, how);
    save(of, folder / "run.safetensors");
}

std::string text_of_checkpoint(std::filesystem::path const& path) {
    model<net> of(batch{8}, seed{1});
    trainer run(of, sgd{});
    load_checkpoint(path, run);
    training_state const& now = run.state();
    std::string text = std::to_string(now.epoch) + " " + std::to_string(now.batch) + " " + std::to_string(of.steps());
    for (auto const& numbers : {of.parameters_span(), run.optimiser().slot()})
        for (float x : numbers) text += " " + std::to_string(std::bit_cast<std::uint32_t>(x));
    return text + "\n" + untimed(detail::text_of(now.history));
}

files files_in(std::filesystem::path const& folder) {
    files all;
    for (auto const& one : std::filesystem::directory_iterator(folder)) {
        std::string const name = one.path().filename();
        std::string& text = all[name];
        if (name.starts_with("run.checkpoint") && name.find("partial") == name.npos)
            text = text_of_checkpoint(one.path());
        else
            text = name == "run.csv" ? untimed(contents(one.path())) : contents(one.path());
    }
    return all;
}

/// How a process ends that trains, killed after so long if it is not over by then; as `waitpid` says it.
int status_of_training(std::filesystem::path const& folder, microseconds killed_after) {
    pid_t const child = ::fork();
    if (child < 0) fail("no process can be started");
    if (child == 0) {
        try {
            train(folder);
            ::_exit(0);
        } catch (std::exception const& problem) {
            std::fprintf(stderr, "the training says: %s\n", problem.what());
        }
        ::_exit(1);
    }
    if (killed_after >= microseconds(0)) {
        std::this_thread::sleep_for(killed_after);
        ::kill(child, SIGKILL);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child) fail("the process was lost");
    return status;
}

/// How many files are in a folder that a save was about to write.
int unfinished(std::filesystem::path const& folder) {
    int count = 0;
    for (auto const& one : std::filesystem::directory_iterator(folder))
        count += one.path().filename().native().find(".partial-") != std::string::npos;
    return count;
}

} // namespace

int main(int count, char** arguments) {
    int const wanted = count > 1 ? std::atoi(arguments[1]) : 200;
    dice random{{count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1, 0}};
    std::printf("%d kills, their moments drawn from the seed %lu\n", wanted, random.random.seed);
    std::fflush(stdout);

    temporary_folder const undisturbed;
    auto const start = steady_clock::now();
    if (status_of_training(undisturbed.path(), microseconds(-1)) != 0) return 1;
    auto const whole = std::chrono::duration_cast<microseconds>(steady_clock::now() - start).count();
    files const expected = files_in(undisturbed.path());

    int kills = 0, within_saves = 0, trainings = 0, faults = 0;
    while (kills < wanted) {
        temporary_folder const folder;
        ++trainings;
        for (bool over = false; !over;) {
            auto const moment = microseconds(kills < wanted ? random.between(0, whole / 2) : -1);
            int const status = status_of_training(folder.path(), moment);
            over = WIFEXITED(status);
            if (over && WEXITSTATUS(status) != 0) ++faults;
            if (over) break;
            ++kills;
            within_saves += unfinished(folder.path()) > 0;
        }
        files const found = files_in(folder.path());
        for (auto const& [name, text] : expected)
            if (!found.contains(name) || found.at(name) != text)
                ++faults, std::printf("%s is %s\n", name.c_str(), found.contains(name) ? "another" : "missing");
        for (auto const& [name, text] : found)
            if (!expected.contains(name)) ++faults, std::printf("%s was left\n", name.c_str());
    }
    std::printf("%d kills of %d trainings, %d within a save; %zu files of each compared: %d faults\n", kills, trainings,
                within_saves, expected.size(), faults);
    return faults == 0 ? 0 : 1;
}
