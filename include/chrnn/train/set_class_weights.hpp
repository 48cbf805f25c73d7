/// Setting class weights: those that a model holds for its loss.
#pragma once

#include <chrnn/network/model.hpp>

#include <algorithm>
#include <cmath>

namespace chrnn::CHRNN_ABI {

/// Sets the weights of classes in a loss with the option `class_weights<>`, which files then hold. Throws, and changes
/// none, unless they are as many as the classes and numbers that are not negative.
///
///     set_class_weights(net, class_frequencies(train).inverse());
template <class Net, class Backend, class Scalar>
void set_class_weights(model<Net, Backend, Scalar>& net, std::vector<double> const& weights) {
    constexpr auto own = Net::loss::template parameters<Net::template in_shape<Net::count - 1>()>();
    if constexpr (own.offset("class_weights") == parameter::unplaced) {
        mistake<sentence("the loss ", Net::loss::kind, " has no weights that could be set: class_weights<> is the ",
                         "option that has them")>();
    } else {
        auto const to = net.named_parameters().back();
        if (std::ssize(weights) != to.size())
            fail("there are ", weights.size(), " weights for ", to.size(), " classes");
        for (double one : weights)
            if (!(one >= 0 && one <= static_cast<double>(std::numeric_limits<Scalar>::max())))
                fail("the weight of a class is a number that is not negative, not ", one);
        std::transform(weights.begin(), weights.end(), to.values, [](double one) { return static_cast<Scalar>(one); });
    }
}

} // namespace chrnn::CHRNN_ABI
