/// The gradient of a layer, as a test asks for it: right to 1e-7 of the largest derivative of each parameter.
#pragma once

#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

template <class Layer, chrnn::feature_shape In>
void gradient_is_right(chrnn::index_t samples = 2, chrnn::index_t per_parameter = 15) {
    auto const report = chrnn::check_gradient<Layer, In>(samples, {.per_parameter = per_parameter});
    INFO(Layer::kind << " " << Layer::text() << " on " << In.text().view() << ": " << report.parameter << " is off by "
                     << report.worst << " in " << report.checked);
    CHECK(report.within(1e-7));
}
