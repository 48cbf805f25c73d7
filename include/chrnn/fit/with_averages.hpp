/// A model with its averages: the means that its rule keeps, in the place of its parameters for a while.
#pragma once

#include <chrnn/fit/training_steps.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// While this is there the model's parameters are the averages that the rule keeps, if it does.
template <class Target>
class with_averages {
  public:
    explicit with_averages(training_steps<Target>& net) : net_(net) { net.exchange_averages(); }
    ~with_averages() {
        try {
            net_.exchange_averages();
        } catch (error const&) { // of a device, which says it again when it is next called
        }
    }
    with_averages(with_averages const&) = delete;
    with_averages& operator=(with_averages const&) = delete;

  private:
    training_steps<Target>& net_;
};

} // namespace chrnn::CHRNN_ABI::detail
