/// The networks of scan_networks.hpp, by names such as "patches_srn".
#include "../scan_networks.hpp"

#include "small_network.hpp"

namespace experiment {

template <class Cell, class... Options>
struct two_scans {
    template <class Input, index_t Classes>
    using net = scans::two_scans<Input, Classes, Cell, Options...>;
};

std::unique_ptr<any_network> make_scan_network(std::string_view name, index_t classes, network_options const& o) {
    first_number const first;
    if (name == "patches_spp") return small_network_of<scans::spp_net>(classes, o, first);
    if (name == "patches_srn") return small_network_of<two_scans<srn>::net>(classes, o, first);
    if (name == "patches_lstm") return small_network_of<two_scans<lstm>::net>(classes, o, first);
    if (name == "patches_modified_srn") return small_network_of<two_scans<srn, modified>::net>(classes, o, first);
    if (name == "patches_modified_lstm") return small_network_of<two_scans<lstm, modified>::net>(classes, o, first);
    return nullptr;
}

} // namespace experiment
