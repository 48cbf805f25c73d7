/// What stands in for MPI where there is none, so that the guide compiles.
#pragma once

#include <chrnn/process/process_group.hpp>

namespace chrnn {

struct mpi_processes : alone {};

} // namespace chrnn
