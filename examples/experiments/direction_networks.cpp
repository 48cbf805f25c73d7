/// The networks of Table VI: the C-HSRN and the C-HLSTM with some of the four directions, by names such as
/// "hlstm_se_ne".
#include "small_network.hpp"

namespace experiment {

template <template <class, index_t, class> class Net, class Directions>
struct in_directions {
    template <class Input, index_t Classes>
    using net = Net<Input, Classes, Directions>;
};

/// One with `Net`, whose own name is `own`.
template <template <class, index_t, class> class Net>
std::unique_ptr<any_network> one_of(std::string_view own, std::string_view name, index_t classes,
                                    network_options const& o) {
    if (!name.starts_with(own)) return nullptr;
    std::string_view const set = name.substr(own.size());
    first_number const first;
    if (set == "_se") return small_network_of<in_directions<Net, directions<se>>::template net>(classes, o, first);
    if (set == "_nw") return small_network_of<in_directions<Net, directions<nw>>::template net>(classes, o, first);
    if (set == "_ne") return small_network_of<in_directions<Net, directions<ne>>::template net>(classes, o, first);
    if (set == "_sw") return small_network_of<in_directions<Net, directions<sw>>::template net>(classes, o, first);
    if (set == "_se_ne")
        return small_network_of<in_directions<Net, directions<se, ne>>::template net>(classes, o, first);
    if (set == "_nw_sw")
        return small_network_of<in_directions<Net, directions<nw, sw>>::template net>(classes, o, first);
    return nullptr;
}

std::unique_ptr<any_network> make_direction_network(std::string_view name, index_t classes, network_options const& o) {
    if (auto made = one_of<small::c_hsrn>("hsrn", name, classes, o)) return made;
    return one_of<small::c_hlstm>("hlstm", name, classes, o);
}

} // namespace experiment
