/// The command line of the example programs: --help, and one clear line with exit code 2 for what is not understood.
#pragma once

#include <chrnn/process/process_group.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <span>
#include <sstream>
#include <string>

/// Accepts numbers from `least` to `most`, and says so of others.
template <class T>
CLI::Validator between(T least, T most) {
    auto const text = [](auto const&... words) {
        std::ostringstream all;
        (all << ... << words);
        return all.str();
    };
    std::string const range = text(least, " to ", most);
    return CLI::Validator(
        [=](std::string& given) {
            T value{};
            bool const fits = CLI::detail::lexical_cast(given, value) && value >= least && value <= most;
            return fits ? std::string() : text(given.empty() ? "nothing" : given, " is no number from ", range);
        },
        range);
}

/// The settings file, if the value that was refused stands there: no argument names its option.
inline std::string settings_of(CLI::App const& program, CLI::ParseError const& problem,
                               std::span<char* const> arguments) {
    CLI::Option const* const file = program.get_config_ptr();
    std::string const text = problem.what();
    std::size_t const begin = text.find("--");
    if (file == nullptr || file->count() == 0 || begin == text.npos || problem.get_name() == "ConfigError") return {};
    std::string const option = text.substr(begin, text.find_first_of(" :=", begin) - begin);
    bool const is_argument = std::ranges::any_of(
        arguments, [&](std::string_view one) { return one == option || one.starts_with(option + "="); });
    return is_argument ? "" : "in " + file->as<std::string>() + "; ";
}

/// Parses the arguments, then runs `act`. Returns what `main` is to return: 0, 2 for bad arguments, 1 for other errors.
/// What is wrong with arguments is for one process to say, `tells`; what ends another process is not said again.
template <class Act>
int run_program(CLI::App& program, int count, char** arguments, Act const& act, bool tells = true) {
    try {
        program.parse(count, arguments);
    } catch (CLI::ParseError const& problem) {
        if (problem.get_exit_code() == 0) return program.exit(problem);
        if (tells)
            std::fprintf(stderr, "%s: %s (%s--help lists the options)\n", program.get_name().c_str(), problem.what(),
                         settings_of(program, problem, {arguments, static_cast<std::size_t>(count)}).c_str());
        return 2;
    }
    try {
        act();
        return 0;
    } catch (chrnn::departure const&) {
        return 1;
    } catch (std::exception const& problem) {
        std::fprintf(stderr, "%s: %s\n", program.get_name().c_str(), problem.what());
        return 1;
    }
}
