/// The command line of the example programs: --help, and one clear line with exit code 2 for what is not understood.
#pragma once

#include <chrnn/process/process_group.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
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

/// Parses the arguments, then runs `act`. Returns what `main` is to return: 0, 2 for bad arguments, 1 for other errors.
/// What is wrong with arguments is for one process to say, `tells`; what ends another process is not said again.
template <class Act>
int run_program(CLI::App& program, int count, char** arguments, Act const& act, bool tells = true) {
    try {
        program.parse(count, arguments);
    } catch (CLI::ParseError const& problem) {
        if (problem.get_exit_code() == 0) return program.exit(problem);
        if (tells)
            std::fprintf(stderr, "%s: %s (--help lists the options)\n", program.get_name().c_str(), problem.what());
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
