/// The processes that mpirun has begun: each trains its part, and the first one writes and speaks for all.
#pragma once

#include "command_line.hpp"

#include <chrnn/process/gather.hpp>
#if defined(CHRNN_EXAMPLE_MPI)
#include <chrnn/mpi/mpi_processes.hpp>
#endif

#include <cstdlib>
#include <filesystem>
#include <iostream>

/// All processes do the same; what any but the first says and writes is lost.
class processes {
  public:
    processes() {
#if defined(CHRNN_EXAMPLE_MPI)
        if (begun_by_mpirun()) group_ = std::make_unique<chrnn::mpi_processes>();
#else
        if (begun_by_mpirun())
            chrnn::fail(
                "this program knows nothing of mpirun: install an MPI (Debian: libopenmpi-dev) and build again");
#endif
        if (is_first()) return;
        for (std::ostream* const one : {&std::cout, &std::cerr}) one->setstate(std::ios::badbit);
    }
    processes(processes const&) = delete;
    ~processes() {
        std::error_code ignored;
        if (!scratch_.empty()) std::filesystem::remove_all(scratch_, ignored);
    }

    chrnn::process_group& group() { return *group_; }
    bool is_first() const { return group_->rank() == 0; }

    /// The folder to write to in the place of `wanted`, which is made: in all but the first process one that is thrown
    /// away in the end.
    std::string writable(std::string const& wanted) {
        if (is_first()) {
            std::filesystem::create_directories(wanted);
            return wanted;
        }
        if (scratch_.empty()) {
            std::string made = (std::filesystem::temp_directory_path() / "chrnn-process-XXXXXX").native();
            if (!::mkdtemp(made.data())) chrnn::fail("cannot make a folder in ", made);
            scratch_ = made;
        }
        return scratch_.native();
    }

  private:
    /// Or another one like it: Open MPI's, MPICH's, Slurm's.
    static bool begun_by_mpirun() {
        for (char const* const name : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"})
            if (std::getenv(name)) return true;
        return false;
    }

    std::unique_ptr<chrnn::process_group> group_ = std::make_unique<chrnn::single_process>();
    std::filesystem::path scratch_;
};

/// `run_program` in all processes: `act` is given them, and what one of them throws ends the others, too.
template <class Act>
int run_in_processes(CLI::App& program, int count, char** arguments, Act const& act) {
    try {
        processes all;
        return run_program(
            program, count, arguments, [&] { chrnn::together(all.group(), [&] { act(all); }); }, all.is_first());
    } catch (std::exception const& problem) {
        std::fprintf(stderr, "%s: %s\n", program.get_name().c_str(), problem.what());
        return 1;
    }
}

/// The option that says how an update is divided.
inline void add_shards_option(CLI::App& program, chrnn::index_t& shards) {
    program
        .add_option("--shards", shards,
                    "batches, computed beside each other, that make one update: mpirun's processes share them, and "
                    "how many processes there are changes no bit of what is learnt")
        ->check(between<chrnn::index_t>(1, 4096))
        ->capture_default_str();
}
