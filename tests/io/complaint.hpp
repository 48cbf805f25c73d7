/// A complaint: the sentence of the `error` that an action throws, or an empty one.
#pragma once

#include <chrnn/base/error.hpp>

#include <string>

template <class Action>
std::string complaint(Action action) {
    try {
        action();
    } catch (chrnn::error const& problem) {
        return problem.what();
    }
    return {};
}
