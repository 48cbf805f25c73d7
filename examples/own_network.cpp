/// The part of `train` that knows the network of a user's header: all that is compiled again when the header changes.
#include "own_network.hpp"

namespace training {

std::optional<compared_run> run_own(std::string const& name, data const& from, options const& o) {
    return run_on<own_network, cpu>(name, from, o);
}

} // namespace training
