/// The networks of Table I on a trunk that is frozen up to the pyramid: what is fine-tuned on features.
#include "small_network.hpp"

namespace experiment {

namespace {

template <class Input, index_t Classes, class... Behind>
using on_frozen_trunk =
    network<Input, frozen<small::trunk, pyramid<6, 3, 2, 1>>, Behind..., small::classifier<Classes>>;

// A template template parameter takes no alias with further parameters.
template <class Input, index_t Classes>
using alexnet = network<Input, frozen<small::trunk, max_pool<3, stride<2>>>, small::classifier<Classes>>;
template <class Input, index_t Classes>
using spp = on_frozen_trunk<Input, Classes>;
template <class Input, index_t Classes>
using msrn = on_frozen_trunk<Input, Classes, hierarchy<srn>>;
template <class Input, index_t Classes>
using hsrn = on_frozen_trunk<Input, Classes, hierarchy<srn, all_directions, linked>>;
template <class Input, index_t Classes>
using mlstm = on_frozen_trunk<Input, Classes, hierarchy<lstm>>;
template <class Input, index_t Classes>
using hlstm = on_frozen_trunk<Input, Classes, hierarchy<lstm, all_directions, linked>>;

} // namespace

std::unique_ptr<any_network> make_frozen_network(std::string_view name, index_t classes, network_options const& o) {
    all_numbers const all;
    if (name == "alexnet") return small_network_of<alexnet>(classes, o, all);
    if (name == "spp") return small_network_of<spp>(classes, o, all);
    if (name == "msrn") return small_network_of<msrn>(classes, o, all);
    if (name == "hsrn") return small_network_of<hsrn>(classes, o, all);
    if (name == "mlstm") return small_network_of<mlstm>(classes, o, all);
    if (name == "hlstm") return small_network_of<hlstm>(classes, o, all);
    return nullptr;
}

} // namespace experiment
