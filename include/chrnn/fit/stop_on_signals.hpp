/// Stopping on signals: Ctrl-C and a scheduler's SIGTERM end a training behind its step, and it is saved.
#pragma once

#include <chrnn/fit/callback.hpp>

#include <atomic>
#include <csignal>
#include <utility>

namespace chrnn::CHRNN_ABI {

/// While it is there SIGINT and SIGTERM no longer end the program, but the training that it is a callback of: behind
/// the present step or, where gradients are added up, update. A second signal of the same kind ends the program. Give
/// `fit` a `save`, and the training goes on later to the same bits. There can be one at a time in a program.
class stop_on_signals : public callback {
  public:
    /// Throws when there is one already.
    stop_on_signals() {
        if (std::exchange(present(), true)) fail("signals already stop another training of this program");
        caught() = 0;
        for (handled& each : handled_) {
            struct sigaction ours {};
            ours.sa_handler = [](int signal) { caught() = signal; };
            ours.sa_flags = static_cast<int>(SA_RESETHAND); // the second one ends the program
            ::sigaction(each.signal, &ours, &each.before);
            if (each.before.sa_handler == SIG_IGN) ::sigaction(each.signal, &each.before, nullptr); // as behind nohup
        }
    }
    ~stop_on_signals() override {
        for (handled const& each : handled_) ::sigaction(each.signal, &each.before, nullptr);
        present() = false;
    }
    stop_on_signals(stop_on_signals const&) = delete;

    void begin(training_moment& now) override { judge(now); }
    void after_step(training_moment& now) override { judge(now); }
    void after_epoch(training_moment& now) override { judge(now); }
    /// The signal that came, or 0.
    int signal() const { return caught(); }

  private:
    struct handled {
        int signal;
        struct sigaction before {};
    };
    static std::atomic<int>& caught() { // of whichever thread the signal came to
        static std::atomic<int> signal = 0;
        static_assert(std::atomic<int>::is_always_lock_free);
        return signal;
    }
    static bool& present() {
        static bool one = false;
        return one;
    }
    static void judge(training_moment& now) {
        if (caught() != 0) now.stop();
    }

    handled handled_[2]{{SIGINT}, {SIGTERM}};
};

} // namespace chrnn::CHRNN_ABI
