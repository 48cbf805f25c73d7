/// The agreement of a training's processes: that they are about to do the same, and on what one of them wants.
#pragma once

#include <chrnn/base/version.hpp>
#include <chrnn/data/batch_source.hpp>
#include <chrnn/fit/loop_options.hpp>
#include <chrnn/fit/training_steps.hpp>
#include <chrnn/process/agreement.hpp>
#include <chrnn/train/rule_facts.hpp>

#include <array>
#include <iterator>

namespace chrnn::CHRNN_ABI::detail {

/// Refers to all that it is given. A process that is alone agrees with itself.
template <class Target>
class training_agreement {
  public:
    training_agreement(training_steps<Target>& net, training_state const& state, batch_source<Target> const& source,
                       loop_options const& options)
        : net_(net), state_(state), source_(source), options_(options) {}

    /// Throws in all of them unless they do the same from here on.
    void check() {
        if (net_.group().size() == 1) return;
        std::vector<fact> facts{fact_of("chrnn's version", version),
                                fact_of("the instruction set", instruction_set),
                                fact_of("the compiler", compiler),
                                fact_of("the fingerprint of the data", state_.data),
                                fact_of("the number of batches in an epoch", source_.batches()),
                                fact_of("the number of epochs", options_.epochs),
                                fact_of("the number of shards", options_.shards),
                                fact_of("the number of batches in a shard", options_.accumulate),
                                fact_of(state_.schedule, options_.epochs),
                                fact_of("any_order", net_.group().adds_in_any_order()),
                                fact_of("the epoch", state_.epoch),
                                fact_of("the batch", state_.batch)};
        facts.insert(facts.end(), options_.settings.begin(), options_.settings.end());
        std::ranges::move(net_.facts(), std::back_inserter(facts));
        check_agreement(net_.group(), facts);
    }
    /// All stop where one of them wants to, and the first has what the others have to report.
    void reach(training_moment& now) {
        process_group& group = net_.group();
        if (group.size() == 1) return;
        std::array<char, 2> const mine{now.stopped(), options_.reports && options_.reports->waiting()};
        auto const all = gather(group, std::span<char const>(mine));
        bool stops = false, reports = false;
        for (std::size_t one = 0; one < all.size(); one += 2) stops |= all[one] != 0, reports |= all[one + 1] != 0;
        if (stops) now.stop();
        if (reports) options_.reports->exchange(group);
    }

  private:
    training_steps<Target>& net_;
    training_state const& state_;
    batch_source<Target> const& source_;
    loop_options const& options_;
};

} // namespace chrnn::CHRNN_ABI::detail
