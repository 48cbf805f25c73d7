/// The part of `train` that takes long to compile: the small networks on the host.
#include "training.hpp"

namespace training {

std::optional<compared_run> run_on_host(std::string const& name, data const& from, options const& o) {
    return run<cpu>(name, from, o);
}

} // namespace training
