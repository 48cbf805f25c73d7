// Saving with every system call going wrong in every way, and the process ending before and behind each.
#include "attack/faulty_system.hpp"
#include "fit/small_scenes.hpp"
#include "temporary_folder.hpp"

#include <chrnn/files.hpp>

#include <catch2/catch.hpp>

#include <sys/wait.h>

using namespace chrnn;

namespace {

using net = plain_scenes<0.5>;
using training = trainer<model<net>>;

/// A training of two epochs of two steps, which saves a checkpoint behind each.
void train(training& run, checkpoint_series kept) {
    static synthetic_scenes const data(16, 32);
    fit_options how{.epochs = 2, .progress = progress_style::none};
    how.images.workers = 0;
    how.save_every = 1;
    how.save = [&](training_state const&) { kept.save(run); };
    fit(run, data, how);
}

/// The bits of a model when its training was best.
auto best_bits(checkpoint_series const& kept) {
    model<net> m(batch{8}, seed{1});
    training run(m, sgd{});
    load_checkpoint(kept.best(), run);
    return bits(m);
}

/// How a process ends that does this.
template <class Act>
int status_of_process(Act const& act) {
    pid_t const child = ::fork();
    if (child == 0) {
        act();
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

} // namespace

TEST_CASE("whatever call goes wrong when a model is saved, the file is the old one or the new one, and nothing else") {
    temporary_folder const folder;
    auto const path = folder / "model.safetensors";
    model<net> first(batch{1}, seed{1}), second(batch{1}, seed{2}), found;
    save(first, path);
    for (int reason : {0, EIO, ENOSPC, EDQUOT, EACCES, EROFS, EMFILE, ENFILE, EINTR, EINVAL, EBADF, ENOENT, EPERM})
        for (int place = 1; place > 0; ++place) {
            INFO("call " << place << " fails for reason " << reason);
            bool saved = true, met = false;
            try {
                faulty_system const system(place, reason == 0 ? fault::half : fault::refused, reason);
                try {
                    save(second, path);
                } catch (error const&) {
                    saved = false;
                }
                met = system.met();
            } catch (...) {
                FAIL("it throws what no documentation says");
            }
            load(found, path);
            CHECK((bits(found) == bits(saved ? second : first)));
            CHECK(folder.size() == 1);
            save(first, path);
            if (!met) break;
            CHECK((saved || (reason != EINTR && reason != 0))); // what can be tried again is
        }
}
TEST_CASE("a training that ends before or behind any call goes on to the same bits, and leaves nothing behind") {
    model<net> whole(batch{8}, seed{1});
    training all(whole, sgd{});
    temporary_folder const other;
    checkpoint_series const undisturbed(other / "run", 2);
    train(all, undisturbed);
    for (fault const what : {fault::end_before, fault::end_behind})
        for (int place = 1; place > 0; ++place) {
            INFO("the process ends at call " << place);
            temporary_folder const folder;
            checkpoint_series const kept(folder / "run", 2);
            int const status = status_of_process([&] {
                model<net> m(batch{8}, seed{1});
                training run(m, sgd{});
                faulty_system const system(place, what);
                train(run, kept);
            });
            model<net> m(batch{8}, seed{1});
            training run(m, sgd{});
            kept.load(run);
            train(run, kept);
            CHECK((bits(m) == bits(whole)));
            CHECK((best_bits(kept) == best_bits(undisturbed)));
            CHECK(folder.size() == other.size());
            if (status == 0) break;
        }
}
