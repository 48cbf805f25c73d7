/// The options of `train`, and what their names stand for in the library.
#pragma once

#include <chrnn/chrnn.hpp>

#include <filesystem>
#include <optional>

namespace training {

using namespace chrnn;

struct options {
    std::vector<std::string> networks{"hlstm", "spp"};
    std::string folder, out = "out", device = "cpu";
    std::string network_header; ///< of the user's network
    index_t epochs = 10, batch = 25, scenes = 4000, accumulate = 1, shards = 1;
    std::string optimiser = "sgd";
    std::optional<double> rate, decay; ///< the optimiser's own where they are not given
    double warm_up = 0, clip = 1, validation = 0;
    double averages = 0; ///< how much of itself a mean of the parameters keeps in an update; 0: there is none
    std::string schedule = "cosine";
    std::vector<std::string> augment{};
    index_t patience = 0; ///< 0: without an end
    double least_gain = 0;
    index_t keep = 3, save_every = 0;
    std::uint64_t seed = 1;
    index_t threads = 0;
    bool resume = false, find_rate = false, best = false, ten_views = false, tensorboard = false, balanced = false;
    std::string command; ///< that repeats it

    process_group* group = nullptr; ///< the processes that train
    std::string shared_out;         ///< where the first of them writes; `out` is where this one does

    /// Whether the parameters of the best epoch are tested and saved, and not those of the last.
    bool wants_best() const { return best || patience > 0; }
    /// Of the page of one network: where there are several, report.html compares them.
    std::string page(std::string const& network) const {
        return networks.size() == 1 ? "report.html" : network + "_report.html";
    }
};

/// The user's header that this program was built with, and the network in it; empty without one.
#if defined(CHRNN_NETWORK_HEADER)
inline std::filesystem::path const header_of_program = CHRNN_NETWORK_HEADER;
#else
inline std::filesystem::path const header_of_program;
#endif
inline std::string const own_network_name = header_of_program.stem().string();

inline std::vector<std::string> const small_network_names{"spp", "msrn", "hsrn", "mlstm", "hlstm"};
inline std::vector<std::string> const optimiser_names{"sgd", "nesterov", "adam", "adamw", "nadam", "rmsprop"};
inline std::vector<std::string> const schedule_names{"constant", "step",      "cosine",
                                                     "plateau",  "one-cycle", "warm-restarts"};

/// The schedule of that name, over all epochs where it has a length.
inline rate_schedule schedule_of(std::string const& name, index_t epochs) {
    if (name == "step") return step_decay(std::max<index_t>(1, epochs / 3));
    if (name == "cosine") return cosine_decay(epochs, 0.01);
    if (name == "plateau") return plateau_decay();
    if (name == "one-cycle") return one_cycle(epochs);
    if (name == "warm-restarts") return warm_restarts(std::max<index_t>(1, epochs / 7), 2); // 1, 2 and 4 parts
    return constant_rate();
}

/// The rule of learning that the options ask for, at rates that suit the small networks unless they say another.
inline any_rule rule_of(options const& o) {
    auto const with = [&](auto rule) -> any_rule {
        if (o.rate) rule.rate = *o.rate;
        if (o.decay) rule.weight_decay = *o.decay;
        rule.clip = o.clip;
        rule.schedule = warm_up(o.warm_up, schedule_of(o.schedule, o.epochs));
        if (o.averages > 0) return averaged(rule, o.averages);
        return rule;
    };
    if (o.optimiser == "nesterov") return with(nesterov{.rate = 0.02});
    if (o.optimiser == "adam") return with(adam{});
    if (o.optimiser == "adamw") return with(adamw{});
    if (o.optimiser == "nadam") return with(nadam{});
    if (o.optimiser == "rmsprop") return with(rmsprop{.rate = 0.001}); // its own is for networks that normalise
    return with(sgd{.rate = 0.02});
}

inline std::string joined(std::vector<std::string> const& names, char const* between) {
    std::string all;
    for (std::string const& name : names) all += (all.empty() ? "" : between) + name;
    return all;
}

inline std::vector<std::string> const augmentation_names{"crop", "flip", "rotation", "jitter", "grayscale", "cutout"};

inline augmentation augmentation_of(std::vector<std::string> const& names) {
    augmentation all;
    for (std::string const& name : names) {
        if (name == "crop") all |= random_resized_crop{};
        if (name == "flip") all |= horizontal_flip{};
        if (name == "rotation") all |= rotation{.degrees = 10};
        if (name == "jitter") all |= colour_jitter{.brightness = 0.4, .contrast = 0.4, .saturation = 0.4};
        if (name == "grayscale") all |= grayscale{};
        if (name == "cutout") all |= cutout{};
    }
    return all;
}

} // namespace training
