/// The gradient of equations by central differences.
#pragma once

#include <chrnn/formula/let.hpp>

#include <catch2/catch.hpp>

namespace chrnn {

/// A list of symbols.
template <class... Symbols>
struct symbols {};

/// sum_k weights[k] * output k of `step` under `values`.
template <class... Outputs, class Step, class Values>
double weighted(Step const& step, Values values, symbols<Outputs...>, double const* weights) {
    step.forward(values);
    double sum = 0;
    ((sum += *weights++ * values.template get<Outputs>()), ...);
    return sum;
}

/// Checks the gradients that `step` passes back to `Inputs`, and that what it computes on the way backward is what
/// forward computes.
template <class... Inputs, class... Outputs, class Step, class Values>
void check_gradient_of(Step const& step, Values const& values, symbols<Inputs...>, symbols<Outputs...> outputs,
                       double const* weights) {
    Values adjoints{}, again = values, forward = values;
    double const* weight = weights;
    ((adjoints.template get<Outputs>() = *weight++), ...);
    step.backward(again, adjoints);
    step.forward(forward);
    auto const check_value = [&]<class Output>(Output) {
        INFO("value of " << Output::text());
        CHECK(again.template get<Output>() == forward.template get<Output>());
    };
    (check_value(Outputs{}), ...);

    auto const check = [&]<class Input>(Input) {
        double const h = 1e-5;
        Values above = values, below = values;
        above.template get<Input>() += h;
        below.template get<Input>() -= h;
        double const expected =
            (weighted(step, above, outputs, weights) - weighted(step, below, outputs, weights)) / (2 * h);
        INFO("gradient of " << Input::text());
        CHECK(adjoints.template get<Input>() == Approx(expected).epsilon(1e-8).margin(1e-8));
    };
    (check(Inputs{}), ...);
}

} // namespace chrnn
