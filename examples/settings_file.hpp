/// A settings file: options of a program as TOML, in which every key is one of them.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

/// Reads TOML as CLI11 does, and says of a key that is no option which file it stands in.
class known_settings : public CLI::ConfigTOML {
  public:
    explicit known_settings(CLI::App const& program) : program_(program) {}

    std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
        std::vector<CLI::ConfigItem> items = CLI::ConfigTOML::from_config(input);
        for (CLI::ConfigItem const& item : items) {
            CLI::Option const* const known =
                item.parents.empty() ? program_.get_option_no_throw("--" + item.name) : nullptr;
            if (known == nullptr || !known->get_configurable())
                throw CLI::ConfigError("there is no setting " + item.fullname() + ", which stands in " +
                                       program_.get_config_ptr()->as<std::string>() + "; the settings are " + all());
        }
        return items;
    }

  private:
    CLI::App const& program_;

    std::string all() const {
        std::string names;
        for (CLI::Option const* const one : program_.get_options())
            if (one->get_configurable()) names += (names.empty() ? "" : ", ") + one->get_single_name();
        return names;
    }
};

/// Gives a program, all of whose other options are declared, an option --settings.
inline void read_settings(CLI::App& program, std::string const& text) {
    program.set_config("--settings", "", text);
    program.allow_config_extras(CLI::config_extras_mode::error);
    program.config_formatter(std::make_shared<known_settings>(program));
}
