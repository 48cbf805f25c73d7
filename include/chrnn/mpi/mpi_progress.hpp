/// The progress of messages: a thread that looks after them while the process computes.
#pragma once

#include <chrnn/mpi/mpi_session.hpp>

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace chrnn::CHRNN_ABI::detail {

/// MPI moves messages within calls, and large ones a piece at a time: where nobody calls it they stand still. As long
/// as there are exchanges this thread does, every millisecond. Where MPI was begun for one thread alone there is none.
class mpi_progress {
  public:
    /// Of the messages of a communicator, which outlives it.
    explicit mpi_progress(MPI_Comm of) : of_(of) {
        int level = MPI_THREAD_SINGLE, size = 1;
        MPI_Query_thread(&level);
        MPI_Comm_size(of, &size);
        if (level >= MPI_THREAD_SERIALIZED && size > 1)
            looks_ = std::jthread([this](std::stop_token const& stop) { look(stop); });
    }
    mpi_progress(mpi_progress const&) = delete;
    mpi_progress& operator=(mpi_progress const&) = delete;

    /// Whoever calls MPI holds it, which those do who call each other more than once.
    [[nodiscard]] std::unique_lock<std::recursive_mutex> turn() { return std::unique_lock(calls_); }
    /// There are so many exchanges more, or fewer. Without any MPI is not called.
    void add(int exchanges) {
        std::scoped_lock const mine(calls_);
        exchanges_ += exchanges;
        changed_.notify_one();
    }

  private:
    void look(std::stop_token const& stop) {
        std::unique_lock mine(calls_);
        while (changed_.wait(mine, stop, [&] { return exchanges_ > 0; })) {
            int there = 0;
            MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, of_, &there, MPI_STATUS_IGNORE); // any call does
            mine.unlock();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            mine.lock();
        }
    }

    MPI_Comm of_;
    std::recursive_mutex calls_;
    std::condition_variable_any changed_;
    int exchanges_ = 0;
    std::jthread looks_;
};

} // namespace chrnn::CHRNN_ABI::detail
