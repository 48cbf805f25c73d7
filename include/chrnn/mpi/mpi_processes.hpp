/// MPI processes: a process group whose messages MPI carries.
#pragma once

#include <chrnn/mpi/mpi_progress.hpp>
#include <chrnn/process/process_group.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// How long a process waits for others.
struct mpi_options {
    std::chrono::duration<double> patience = std::chrono::minutes(10); ///< before it says who does not answer
    /// Gradients are added up as MPI_Iallreduce does it: fewer copies, but bits that follow from the number of
    /// processes and from MPI.
    bool any_order = false;
};

/// The processes that `mpirun` has begun, or those of a communicator of one's own:
///
///     mpi_processes all; // begins MPI, and ends it with the program
///     trainer run(net, sgd{.rate = 0.01}, all);
///     fit(run, images, {.epochs = 90, .shards = 8});
///
/// Once a process has failed they can do nothing together any more. One thread at a time may use it: the one that began
/// MPI. Where the program has begun MPI itself it also ends it; begun for more than one thread
/// (`MPI_THREAD_SERIALIZED`) it moves messages while the process computes.
class mpi_processes : public process_group {
  public:
    using options = mpi_options;

    /// Throws when MPI cannot begin.
    explicit mpi_processes(options const& how = {}) : how_(how) { duplicate(MPI_COMM_WORLD); }
    /// Those of a communicator, which is duplicated. Throws in a process that is none of them.
    explicit mpi_processes(MPI_Comm some, options const& how = {}) : how_(how) {
        if (some == MPI_COMM_NULL) fail("this process does not belong to the communicator");
        duplicate(some);
    }
    ~mpi_processes() override {
        if (std::uncaught_exceptions() > exceptions_) leave("it met an error");
        progress_.reset();
        if (session_.is_sound()) MPI_Comm_free(&all_);
    }
    mpi_processes(mpi_processes const&) = delete;
    mpi_processes& operator=(mpi_processes const&) = delete;

    index_t size() const override { return size_; }
    index_t rank() const override { return rank_; }
    MPI_Comm communicator() const { return all_; }

    std::unique_ptr<exchange> begin(std::span<outgoing const> sent, std::span<incoming const> received,
                                    int channel) override {
        check_sound();
        auto all = std::make_unique<messages>(*this);
        all->exchange_on(channel, sent, received);
        return all;
    }

    bool adds_in_any_order() const override { return how_.any_order; }
    std::unique_ptr<exchange> begin_sum(std::span<float> numbers) override { return sum(numbers, MPI_FLOAT); }
    std::unique_ptr<exchange> begin_sum(std::span<double> numbers) override { return sum(numbers, MPI_DOUBLE); }

    void listen() override {
        auto const turn = progress_->turn();
        int there = 0;
        MPI_Status from;
        detail::check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, farewell_tag, all_, &there, &from));
        if (there) hear_farewell(from);
    }
    bool leave(std::string_view why) noexcept override {
        if (left_) return tells_;
        auto const turn = progress_->turn();
        left_ = true;
        session_.has_failed();
        if (has_left(0, size_)) return tells_ = false; // and all hear of that one
        std::size_t const length = std::min(why.size(), sizeof farewell_);
        std::copy_n(why.begin(), length, farewell_);
        for (int one = 0; one < size_; ++one) {
            MPI_Request sent;
            if (one != rank_ &&
                MPI_Isend(farewell_, static_cast<int>(length), MPI_CHAR, one, farewell_tag, all_, &sent) == MPI_SUCCESS)
                MPI_Request_free(&sent);
        }
        return tells_ = !one_before_leaves();
    }

  private:
    void duplicate(MPI_Comm some) {
        detail::check_mpi(MPI_Comm_dup(some, &all_));
        MPI_Comm_set_errhandler(all_, MPI_ERRORS_RETURN);
        MPI_Comm_size(all_, &size_);
        MPI_Comm_rank(all_, &rank_);
        progress_.emplace(all_);
    }
    /// Messages of what has failed may still come.
    void check_sound() const {
        if (!session_.is_sound()) fail("processes of which one has failed can do nothing together any more");
    }

    static constexpr int farewell_tag = 10000, all_of_them = -1; ///< tags below it are channels
    using clock = std::chrono::steady_clock;

    class messages : public exchange {
      public:
        explicit messages(mpi_processes& all) : all_(all) { all_.progress_->add(1); }
        void exchange_on(int channel, std::span<outgoing const> sent, std::span<incoming const> received) {
            auto const turn = all_.progress_->turn();
            for (incoming const& one : received)
                in_parts(one.bytes, [&](std::byte* first, int n) {
                    detail::check_mpi(
                        MPI_Irecv(first, n, MPI_BYTE, static_cast<int>(one.from), channel, all_.all_, &add(one.from)));
                });
            received_ = requests_.size();
            for (outgoing const& one : sent)
                in_parts(one.bytes, [&](std::byte const* first, int n) {
                    detail::check_mpi(
                        MPI_Isend(first, n, MPI_BYTE, static_cast<int>(one.to), channel, all_.all_, &add(one.to)));
                });
        }
        template <class T>
        void sum(std::span<T> numbers, MPI_Datatype type) {
            auto const turn = all_.progress_->turn();
            constexpr std::size_t most = 1 << 28;
            for (std::size_t first = 0; first < numbers.size(); first += most)
                detail::check_mpi(MPI_Iallreduce(MPI_IN_PLACE, numbers.data() + first,
                                                 static_cast<int>(std::min(most, numbers.size() - first)), type,
                                                 MPI_SUM, all_.all_, &add(all_of_them)));
        }
        ~messages() override {
            auto const turn = all_.progress_->turn();
            all_.progress_->add(-1);
            int done = 0;
            if (requests_.empty() ||
                (MPI_Testall(count(), requests_.data(), &done, MPI_STATUSES_IGNORE) == MPI_SUCCESS && done))
                return;
            all_.session_.has_failed();
            for (std::size_t i = 0; i < requests_.size(); ++i) {
                if (requests_[i] == MPI_REQUEST_NULL || with_[i] == all_of_them) continue; // a sum cannot be called off
                if (i < received_) MPI_Cancel(&requests_[i]);
                MPI_Request_free(&requests_[i]);
            }
        }

        bool done() override {
            auto const turn = all_.progress_->turn();
            int all = 0;
            detail::check_mpi(MPI_Testall(count(), requests_.data(), &all, MPI_STATUSES_IGNORE));
            if (all == 0) look_around();
            return all != 0;
        }
        void wait() override {
            for (int turn = 0; !done(); ++turn)
                if (turn > 100) std::this_thread::yield(); // there may be fewer processors than processes
        }

      private:
        /// MPI counts in int.
        template <class Bytes, class Act>
        static void in_parts(Bytes bytes, Act const& act) {
            constexpr std::size_t most = 1 << 30;
            for (std::size_t first = 0; first < bytes.size(); first += most)
                act(bytes.data() + first, static_cast<int>(std::min(most, bytes.size() - first)));
        }
        MPI_Request& add(index_t with) {
            with_.push_back(with);
            return requests_.emplace_back(MPI_REQUEST_NULL);
        }
        int count() const { return static_cast<int>(requests_.size()); }

        /// Throws when another process has left, or has been waited for too long.
        void look_around() {
            all_.listen();
            if (clock::now() - begin_ < all_.how_.patience) return;
            for (std::size_t i = 0; i < requests_.size(); ++i) {
                int here = 0;
                MPI_Request_get_status(requests_[i], &here, MPI_STATUS_IGNORE);
                if (here) continue;
                all_.session_.has_failed();
                std::string const who = with_[i] == all_of_them ? "one process" : "process " + std::to_string(with_[i]);
                fail(who, " of ", all_.size_, " has not answered for ", all_.how_.patience.count(), " s");
            }
        }

        mpi_processes& all_;
        std::vector<MPI_Request> requests_; ///< first those of what is received
        std::vector<index_t> with_;         ///< whom they concern
        std::size_t received_ = 0;
        clock::time_point begin_ = clock::now();
    };

    std::string farewell(MPI_Status const& from) {
        int length = 0;
        MPI_Get_count(&from, MPI_CHAR, &length);
        std::string why(static_cast<std::size_t>(length), ' ');
        MPI_Recv(why.data(), length, MPI_CHAR, from.MPI_SOURCE, farewell_tag, all_, MPI_STATUS_IGNORE);
        return why;
    }
    template <class T>
    std::unique_ptr<exchange> sum(std::span<T> numbers, MPI_Datatype type) {
        check_sound();
        auto all = std::make_unique<messages>(*this);
        all->sum(numbers, type);
        return all;
    }
    [[noreturn]] void hear_farewell(MPI_Status const& from) {
        session_.has_failed();
        left_ = true, tells_ = false;
        fail<departure>("process ", from.MPI_SOURCE, " of ", size_, ": ", farewell(from));
    }
    /// Whether a farewell of one of these processes is here.
    bool has_left(int first, int end) noexcept {
        for (int one = first; one < end; ++one) {
            int there = 0;
            if (one != rank_ && MPI_Iprobe(one, farewell_tag, all_, &there, MPI_STATUS_IGNORE) == MPI_SUCCESS && there)
                return true;
        }
        return false;
    }
    /// What is wrong with a command is wrong in every process at about the same time.
    bool one_before_leaves() noexcept {
        for (auto const begin = clock::now(); clock::now() - begin < std::chrono::milliseconds(300);)
            if (has_left(0, rank_)) return true;
        return false;
    }

    detail::mpi_session session_;
    options how_;
    MPI_Comm all_ = MPI_COMM_NULL;
    std::optional<detail::mpi_progress> progress_;
    int size_ = 1, rank_ = 0, exceptions_ = std::uncaught_exceptions();
    bool left_ = false, tells_ = true;
    char farewell_[1000]{}; ///< what is under way to the others when this process leaves
};

} // namespace chrnn::CHRNN_ABI
