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
        for (CLI::ConfigItem const& item : items)
            if (!item.parents.empty())
                refuse(item.parents.front());
            else if (CLI::Option const* const known = program_.get_option_no_throw("--" + item.name);
                     known == nullptr || !known->get_configurable())
                refuse(item.name);
        return items;
    }

  private:
    CLI::App const& program_;

    [[noreturn]] void refuse(std::string const& key) const {
        std::string all;
        for (CLI::Option const* const one : program_.get_options())
            if (one->get_configurable()) all += (all.empty() ? "" : ", ") + one->get_single_name();
        throw CLI::ConfigError("there is no setting " + key + ", which stands in " +
                               program_.get_config_ptr()->as<std::string>() + "; the settings are " + all);
    }
};

/// Gives a program, all of whose other options are declared, an option --settings.
inline void read_settings(CLI::App& program, std::string const& text) {
    program.set_config("--settings", "", text);
    program.allow_config_extras(CLI::config_extras_mode::error);
    program.config_formatter(std::make_shared<known_settings>(program));
}
