/// An MPI session: begun when it is first asked for, and ended with the program that has not failed.
#pragma once

#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <chrono>
#include <exception>
#include <thread>

namespace chrnn::CHRNN_ABI::detail {

/// Throws when MPI says that something went wrong.
inline void check_mpi(int code) {
    if (code == MPI_SUCCESS) return;
    char text[MPI_MAX_ERROR_STRING];
    int length = 0;
    MPI_Error_string(code, text, &length);
    fail("MPI: ", in_quotes({text, static_cast<std::size_t>(length)}, 200));
}

/// Begins MPI, unless somebody else has, and ends it then.
class mpi_session {
  public:
    mpi_session() {
        int begun = 0;
        MPI_Initialized(&begun);
        if (begun) return;
        int level = 0;
        check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level));
        ours_ = true;
    }
    ~mpi_session() {
        if (!ours_) return;
        if (!failed_ && std::uncaught_exceptions() == exceptions_)
            MPI_Finalize();
        else // whoever has something to say must have said it, as mpirun ends all when the first process ends so
            std::this_thread::sleep_for(std::chrono::seconds(1));
    }
    mpi_session(mpi_session const&) = delete;
    mpi_session& operator=(mpi_session const&) = delete;

    /// Messages are under way that nobody will take: a program that ends without ending MPI ends all others, too.
    void has_failed() { failed_ = true; }
    /// Whether MPI can be called: none of that, and nobody has ended it.
    bool is_sound() const {
        int ended = 0;
        return !failed_ && MPI_Finalized(&ended) == MPI_SUCCESS && !ended;
    }

  private:
    int exceptions_ = std::uncaught_exceptions();
    bool ours_ = false, failed_ = false;
};

} // namespace chrnn::CHRNN_ABI::detail
