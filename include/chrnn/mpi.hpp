/// Training by several processes, on one machine or on many, whose messages MPI carries: beside <chrnn/chrnn.hpp>,
/// where MPI is; link chrnn::mpi.
#pragma once

#include <chrnn/chrnn.hpp>
#include <chrnn/mpi/mpi_processes.hpp>
