/// The networks of Table I and the controls of section IV.C.2, compiled once for all experiments.
#include "small_network.hpp"

namespace experiment {

/// The networks of Table VI, which direction_networks.cpp makes; nothing if it has none of that name.
std::unique_ptr<any_network> make_direction_network(std::string_view name, index_t classes, network_options const& o);
/// Likewise those of scan_networks.hpp, which scan_networks.cpp makes.
std::unique_ptr<any_network> make_scan_network(std::string_view name, index_t classes, network_options const& o);
/// Likewise those with factors of bfloat16, which bf16_networks.cpp makes.
std::unique_ptr<any_network> make_bf16_network(std::string_view name, index_t classes, network_options const& o);

/// Those of Table I on a frozen trunk, which frozen_networks.cpp makes.
std::unique_ptr<any_network> make_frozen_network(std::string_view name, index_t classes, network_options const& o);

// A template template parameter takes no alias with further parameters.
template <class Input, index_t Classes>
using msrn = small::c_msrn<Input, Classes>;
template <class Input, index_t Classes>
using hsrn = small::c_hsrn<Input, Classes>;
template <class Input, index_t Classes>
using mlstm = small::c_mlstm<Input, Classes>;
template <class Input, index_t Classes>
using hlstm = small::c_hlstm<Input, Classes>;

std::unique_ptr<any_network> make_network(std::string_view name, index_t classes, network_options const& o) {
    all_numbers const all;
    first_number const first;
    std::unique_ptr<any_network> made;
    if (o.frozen) {
        made = make_frozen_network(name, classes, o);
        if (!made) fail("the network \"", name, "\" cannot be had on a frozen trunk for ", classes, " classes");
        return made;
    }
    if (name == "alexnet") made = small_network_of<small::alexnet>(classes, o, all);
    if (name == "spp") made = small_network_of<small::spp_net>(classes, o, all);
    if (name == "msrn") made = small_network_of<msrn>(classes, o, all);
    if (name == "hsrn") made = small_network_of<hsrn>(classes, o, all);
    if (name == "mlstm") made = small_network_of<mlstm>(classes, o, all);
    if (name == "hlstm") made = small_network_of<hlstm>(classes, o, all);
    if (name == "modified_srn") made = small_network_of<small::modified_cnn_srn>(classes, o, first);
    if (name == "modified_lstm") made = small_network_of<small::modified_cnn_lstm>(classes, o, first);
    if (!made) made = make_direction_network(name, classes, o);
    if (!made) made = make_scan_network(name, classes, o);
    if (!made) made = make_bf16_network(name, classes, o);
    if (made) return made;

    auto const& names = network_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) fail("there is no network \"", name, "\"");
    fail("the images have ", classes, " classes, but the experiments were built for ", CHRNN_CLASSES,
         ": configure with -DCHRNN_CLASSES=", classes);
}

std::vector<std::string> const& network_names() {
    static std::vector<std::string> const names{"alexnet",
                                                "spp",
                                                "msrn",
                                                "hsrn",
                                                "mlstm",
                                                "hlstm",
                                                "modified_srn",
                                                "modified_lstm",
                                                "hsrn_se",
                                                "hsrn_nw",
                                                "hsrn_ne",
                                                "hsrn_sw",
                                                "hsrn_se_ne",
                                                "hsrn_nw_sw",
                                                "hlstm_se",
                                                "hlstm_nw",
                                                "hlstm_ne",
                                                "hlstm_sw",
                                                "hlstm_se_ne",
                                                "hlstm_nw_sw",
                                                "patches_spp",
                                                "patches_srn",
                                                "patches_lstm",
                                                "patches_modified_srn",
                                                "patches_modified_lstm",
                                                "spp_bf16",
                                                "hlstm_bf16"};
    return names;
}

std::string title_of(std::string_view name) {
    if (name == "alexnet") return "AlexNet";
    if (name == "spp") return "SPP-net";
    if (name == "patches_spp") return "SPP-net on patches";
    if (name == "patches_srn") return "two SRN scans";
    if (name == "patches_lstm") return "two LSTM scans";
    if (name == "patches_modified_srn") return "without recurrence (SRN)";
    if (name == "patches_modified_lstm") return "without recurrence (LSTM)";
    if (name == "spp_bf16") return "SPP-net, factors of bfloat16";
    if (name == "hlstm_bf16") return "C-HLSTM, factors of bfloat16";
    if (name == "modified_srn") return "modified CNN (SRN)";
    if (name == "modified_lstm") return "modified CNN (LSTM)";
    std::string title = "C-";
    std::size_t const end = std::min(name.find('_'), name.size());
    for (char letter : name.substr(0, end))
        title += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    for (char letter : name.substr(end)) title += letter == '_' ? ' ' : letter;
    return title;
}

index_t side_of_crops() { return CHRNN_SIDE; }

} // namespace experiment
