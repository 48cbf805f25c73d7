/// The recipe: by which numbers a network is trained, each with the name that the command line knows it by.
#pragma once

#include <chrnn/train/adam.hpp>
#include <chrnn/train/sgd.hpp>

#include <charconv>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace experiment {

using namespace chrnn;

/// A rule of learning that a recipe may name.
using any_rule = std::variant<sgd, adamw>;

struct recipe {
    std::string rule_name = "sgd"; ///< or "adamw"
    double epochs = 60;
    double rate = 0.02;                           ///< of the first epoch
    double clip = 1;                              ///< longest gradient; 0: any
    double decay = 5e-4;                          ///< of weights
    double hierarchy = 1;                         ///< times the rate is the rate of the hierarchy's layer
    static constexpr double declared_links = 0.1; ///< times that, as the layer declares, is the rate of its links
    double links = declared_links;                ///< or this
    index_t batch = 25;
    std::string schedule = "cosine"; ///< or "plateau" (section IV.A of the paper), "constant"

    index_t whole_epochs() const { return static_cast<index_t>(epochs); }

    /// The rule that it stands for; `hierarchy_layer` is the name of that layer, empty in networks without one.
    any_rule rule(std::string const& hierarchy_layer) const {
        if (rule_name == "adamw") return rule_of<adamw>(hierarchy_layer);
        return rule_of<sgd>(hierarchy_layer);
    }
    template <class Rule>
    Rule rule_of(std::string const& hierarchy_layer) const {
        Rule all;
        all.rate = rate, all.weight_decay = decay, all.clip = clip;
        if (!hierarchy_layer.empty() && hierarchy != 1) all.multipliers[hierarchy_layer] = hierarchy;
        if (!hierarchy_layer.empty() && links != declared_links)
            all.multipliers[hierarchy_layer + ".link"] = hierarchy * links / declared_links;
        if (schedule == "cosine") all.schedule = cosine_decay(std::max<index_t>(1, whole_epochs()), 0.01);
        if (schedule == "constant") all.schedule = constant_rate();
        return all;
    }
};

/// A number of a recipe that can be chosen by validation, and what it may be.
struct knob {
    std::string_view name;
    double recipe::*number;
    double least, most;
    std::string_view text;
};
inline constexpr knob knobs[] = {
    {"epochs", &recipe::epochs, 0, 100000, "passes over the training images"},
    {"rate", &recipe::rate, 1e-9, 100, "learning rate at the start"},
    {"clip", &recipe::clip, 0, 1e9, "longest gradient; 0: any"},
    {"decay", &recipe::decay, 0, 1, "weight decay"},
    {"hierarchy", &recipe::hierarchy, 0, 1000, "the learning rate of the hierarchy's layer, in rates"},
    {"links", &recipe::links, 0, 1000, "the learning rate of the hierarchy's links, in rates of its layer"},
};

/// A number as short as it can be read back from.
inline std::string text_of(double number) {
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

/// Values of a knob, of one network or of all: "rate=0.01,0.02", "hlstm:rate=0.05".
struct setting {
    std::string network; ///< empty for all
    knob const* which;
    std::vector<double> values;

    /// Throws when the text is none.
    static setting from(std::string const& text) {
        std::size_t const colon = text.find(':'), begin = colon == text.npos ? 0 : colon + 1, equal = text.find('=');
        setting made{begin == 0 ? "" : text.substr(0, colon), nullptr, {}};
        std::string const name = text.substr(begin, equal == text.npos ? equal : equal - begin);
        for (knob const& one : knobs)
            if (one.name == name) made.which = &one;
        if (!made.which || equal == text.npos) fail("\"", text, "\" is no setting such as rate=0.01");
        for (std::size_t at = equal + 1; at <= text.size();) {
            std::size_t const comma = std::min(text.find(',', at), text.size());
            double value = 0;
            auto const [end, problem] = std::from_chars(text.data() + at, text.data() + comma, value);
            if (problem != std::errc() || end != text.data() + comma ||
                !(made.which->least <= value && value <= made.which->most))
                fail("\"", text, "\": a value of ", name, " is a number from ", made.which->least, " to ",
                     made.which->most);
            made.values.push_back(value);
            at = comma + 1;
        }
        return made;
    }
};

} // namespace experiment
