/// A process group: processes that train one model together, and the messages between them.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace chrnn::CHRNN_ABI {

/// Another process of the group takes no part any more; `what()` says which, and why.
class departure : public error {
  public:
    using error::error;
};

/// Bytes for another process of a group.
struct outgoing {
    index_t to;
    std::span<std::byte const> bytes;
};
/// Where the bytes belong that another process sends.
struct incoming {
    index_t from;
    std::span<std::byte> bytes;
};

/// Messages on their way. Until they have all arrived their bytes must stay where they are.
class exchange {
  public:
    virtual ~exchange() = default;
    /// Moves what can be moved, and says whether all has arrived. Throws a `departure` when another process has left
    /// or does not answer.
    virtual bool done() = 0;
    /// Returns when all has arrived. Throws as `done` does.
    virtual void wait() = 0;
};

/// Processes numbered from 0, each of which calls the same functions.
class process_group {
  public:
    virtual ~process_group() = default;

    virtual index_t size() const = 0;
    virtual index_t rank() const = 0; ///< the number of this process

    /// Begins to send and to receive. What two processes send each other must be as long as what the other expects. On
    /// a channel messages from one process to another arrive in the order in which they were sent; channels, from 0 to
    /// 9999, know nothing of each other.
    virtual std::unique_ptr<exchange> begin(std::span<outgoing const> sent, std::span<incoming const> received,
                                            int channel = 0) = 0;

    /// Whether sums may be in an order of the group's own, which need not be that of another number of processes.
    virtual bool adds_in_any_order() const { return false; }
    /// Begins to add up the numbers of all processes, where that is so; the sums take their places.
    virtual std::unique_ptr<exchange> begin_sum(std::span<float>) { return nothing_to_wait_for(); }
    virtual std::unique_ptr<exchange> begin_sum(std::span<double>) { return nothing_to_wait_for(); }

    /// Throws a `departure` when another process has left. An exchange that is waited for looks by itself.
    virtual void listen() = 0;
    /// Tells the others why this process takes no part any more: what they wait for ends in a `departure` of that text.
    /// Whether it is for this process to tell the user, and not for another one before it that has met the same.
    virtual bool leave(std::string_view why) noexcept = 0;

  protected:
    static std::unique_ptr<exchange> nothing_to_wait_for() {
        struct nothing : exchange {
            bool done() override { return true; }
            void wait() override {}
        };
        return std::make_unique<nothing>();
    }
};

/// `act()`, whose error ends the others' work, too. Of all processes that throw, one throws an error that is not a
/// `departure`: what the user should see, once.
template <class Act>
decltype(auto) together(process_group& group, Act const& act) {
    try {
        return act();
    } catch (departure const&) {
        throw; // which they hear from whoever left
    } catch (std::exception const& problem) {
        if (!group.leave(problem.what())) fail<departure>(problem.what());
        throw;
    }
}

/// The group of a process that is alone.
class single_process : public process_group {
  public:
    index_t size() const override { return 1; }
    index_t rank() const override { return 0; }
    std::unique_ptr<exchange> begin(std::span<outgoing const>, std::span<incoming const>, int) override {
        return nothing_to_wait_for();
    }
    void listen() override {}
    bool leave(std::string_view) noexcept override { return true; }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Throws what all processes of the group throw at this point: the error in the first one, which tells the user, and a
/// `departure` in the others.
template <class... Parts>
[[noreturn]] void fail_in_all(process_group const& group, Parts const&... parts) {
    if (group.rank() > 0) fail<departure>(parts...);
    fail(parts...);
}

} // namespace chrnn::CHRNN_ABI::detail
