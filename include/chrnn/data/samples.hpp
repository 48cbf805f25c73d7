/// Samples: inputs and targets of any kind, in memory.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/fnv1a.hpp>
#include <chrnn/data/batch_source.hpp>

#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// The numbers of a vector, an array or a tensor, or a number by itself.
template <class Numbers>
constexpr auto numbers_of_one(Numbers const& all) {
    if constexpr (requires { all.span(); })
        return all.span();
    else if constexpr (std::ranges::contiguous_range<Numbers>)
        return std::span(std::ranges::data(all), std::ranges::size(all));
    else
        return std::span<Numbers const>(&all, 1);
}
template <class Range>
using number_in =
    typename decltype(numbers_of_one(std::declval<std::ranges::range_value_t<Range> const&>()))::value_type;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Inputs of one size with their targets: one class, a class for each region, or a vector of numbers, as the loss of
/// the network says.
///
///     std::vector<std::vector<float>> maps;  // each as many numbers as the network takes
///     std::vector<std::vector<int>> regions; // each as many labels as the network has regions
///     fit(net, samples(maps, regions), sgd{.rate = 0.1}, {.epochs = 10});
template <class Target>
class samples {
  public:
    using target = Target;

    /// Takes over `count` inputs, one after another, and their targets, if the loss takes any. Throws when there are
    /// none, or their numbers are not whole samples.
    samples(index_t count, std::vector<float> inputs, std::vector<Target> targets)
        : count_(count), inputs_(std::move(inputs)), targets_(std::move(targets)) {
        if (count < 1) fail("there are no samples");
        if (inputs_.empty() || std::ssize(inputs_) % count != 0)
            fail(inputs_.size(), " numbers are not the inputs of ", count, " samples");
        if (std::ssize(targets_) % count != 0) fail(targets_.size(), " targets are not those of ", count, " samples");
    }
    /// Copies a range of inputs and one of their targets; each is a number, a vector, an array or a tensor.
    template <std::ranges::sized_range Inputs, std::ranges::sized_range Targets>
    samples(Inputs const& inputs, Targets const& targets)
        : samples(std::ranges::ssize(inputs), copied<float>(inputs, "input"), copied<Target>(targets, "target")) {
        if (std::ranges::size(inputs) != std::ranges::size(targets))
            fail(std::ranges::size(inputs), " inputs came with the targets of ", std::ranges::size(targets));
    }

    index_t size() const { return count_; }
    /// All numbers, sample after sample.
    std::span<float const> inputs() const { return inputs_; }
    std::span<Target const> targets() const { return targets_; }
    /// Those of `count` samples from number `first` on.
    std::span<float const> inputs(index_t first, index_t count) const { return part(inputs(), first, count); }
    std::span<Target const> targets(index_t first, index_t count) const { return part(targets(), first, count); }

    /// A number that tells sets of samples apart.
    std::uint64_t fingerprint() const {
        fnv1a all;
        all.add(static_cast<std::uint64_t>(count_));
        for (auto const& bytes : {std::as_bytes(inputs()), std::as_bytes(targets())})
            for (std::byte one : bytes) all.add(static_cast<unsigned char>(one));
        return all.value();
    }

  private:
    template <class T, class Range>
    static std::vector<T> copied(Range const& range, char const* what) {
        std::vector<T> all;
        std::size_t first = 0;
        index_t item = 0;
        for (auto const& one : range) {
            auto const numbers = detail::numbers_of_one(one);
            if (item == 0) all.reserve((first = numbers.size()) * std::ranges::size(range));
            if (numbers.size() != first)
                fail(what, " ", item, " has ", numbers.size(), " numbers, but ", what, " 0 has ", first);
            for (auto const& number : numbers) all.push_back(static_cast<T>(number));
            ++item;
        }
        return all;
    }
    template <class T>
    std::span<T> part(std::span<T> all, index_t first, index_t count) const {
        auto const each = all.size() / static_cast<std::size_t>(count_);
        return all.subspan(static_cast<std::size_t>(first) * each, static_cast<std::size_t>(count) * each);
    }

    index_t count_;
    std::vector<float> inputs_;
    std::vector<Target> targets_;
};
template <class Inputs, class Targets>
samples(Inputs const&, Targets const&)
    -> samples<std::conditional_t<std::is_integral_v<detail::number_in<Targets>>, int, float>>;

} // namespace chrnn::CHRNN_ABI
