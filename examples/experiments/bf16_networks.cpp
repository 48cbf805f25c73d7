/// The networks of networks.cpp with products of bfloat16 factors, by names such as "hlstm_bf16".
#include "small_network.hpp"

namespace experiment {

template <class Input, index_t Classes>
using hlstm_of_bf16 = small::c_hlstm<Input, Classes>;

std::unique_ptr<any_network> make_bf16_network(std::string_view name, index_t classes, network_options const& o) {
    first_number const first;
    if (name == "spp_bf16") return small_network_of<small::spp_net, cpu_bf16>(classes, o, first);
    if (name == "hlstm_bf16") return small_network_of<hlstm_of_bf16, cpu_bf16>(classes, o, first);
    return nullptr;
}

} // namespace experiment
