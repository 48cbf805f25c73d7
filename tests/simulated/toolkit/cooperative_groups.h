/// Stands in for the header of this name: the cluster that a thread is in, on the simulated device.
#pragma once

#include "cuda_runtime.h"

namespace cooperative_groups {

class cluster_group {
  public:
    static void sync() { simulated::block::running().wait_for_cluster(); }
    static unsigned block_rank() { return simulated::cluster::running().rank(); }
    static unsigned num_blocks() { return simulated::cluster::running().blocks(); }
};
inline cluster_group this_cluster() { return {}; }

} // namespace cooperative_groups
