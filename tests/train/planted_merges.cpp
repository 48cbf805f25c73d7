#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/network/sequence.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

#include <functional>

using namespace chrnn;

namespace {

/// What the backward pass of a merge writes: a gradient for every branch.
struct merge_work {
    index_t samples;
    std::vector<index_t> sizes; ///< numbers of a sample
    std::vector<double*> dx;

    index_t count(std::size_t i) const { return samples * sizes[i]; }
    void scale(std::size_t i, double factor) const {
        for (index_t k = 0; k < count(i); ++k) dx[i][k] *= factor;
    }
};
/// What goes wrong in a merge; it calls `right()`, the right backward pass, and spoils what that wrote.
using merge_fault = std::function<void(merge_work const&, std::function<void()> const& right)>;
merge_fault planted_in_merges;

template <class Merge>
struct faulty_merge : Merge {
    template <feature_shape... In, class Pass>
    static void backward(Pass const& p) {
        merge_work work{p.samples, {In.size()...}, {}};
        for (std::size_t i = 0; i < sizeof...(In); ++i) work.dx.push_back(p.input_gradients[i]);
        planted_in_merges(work, [&] { Merge::template backward<In...>(p); });
    }
};

template <class Merge>
bool accepted(merge_fault wrong) {
    planted_in_merges = std::move(wrong);
    using net =
        network<input<3, 4, 3>, conv<3, 1>,
                branches<faulty_merge<Merge>, conv<3, 1>, sequence<conv<3, 3, pad<1>>, rectifier>, sequence<>>, probe>;
    return check_gradient_of_network<net, cpu>(3, {.per_parameter = 10}).within(1e-7);
}
template <class Merge>
void is_caught(char const* what, merge_fault wrong) {
    INFO(what);
    CHECK(!accepted<Merge>(std::move(wrong)));
}
/// A fault after the right pass.
template <class Spoil>
merge_fault merged_afterwards(Spoil spoil) {
    return [spoil](merge_work const& w, auto const& right) {
        right();
        spoil(w);
    };
}
void healthy(merge_work const&, std::function<void()> const& right) { right(); }

/// Faults that are ones in every merge.
template <class Merge>
void are_caught_in() {
    CHECK(accepted<Merge>(healthy));
    for (std::size_t i = 0; i < 3; ++i) {
        is_caught<Merge>("nothing comes back to a branch", merged_afterwards([i](auto const& w) { w.scale(i, 0); }));
        is_caught<Merge>("a branch is halved", merged_afterwards([i](auto const& w) { w.scale(i, 0.5); }));
        is_caught<Merge>("a branch has the other sign", merged_afterwards([i](auto const& w) { w.scale(i, -1); }));
        is_caught<Merge>("the last sample of a branch is missing", merged_afterwards([i](auto const& w) {
                             std::fill_n(w.dx[i] + w.count(i) - w.sizes[i], w.sizes[i], 0.0);
                         }));
        is_caught<Merge>("a branch is shifted by one", merged_afterwards([i](auto const& w) {
                             std::rotate(w.dx[i], w.dx[i] + 1, w.dx[i] + w.count(i));
                         }));
        is_caught<Merge>("one number of a branch is off by a millionth",
                         merged_afterwards([i](auto const& w) { w.dx[i][0] += 1e-6; }));
    }
}

} // namespace

TEST_CASE("faults planted in the gradient of a residual's sum are caught") { are_caught_in<add>(); }

TEST_CASE("faults planted in the gradient of branches side by side are caught") {
    are_caught_in<concatenate>();
    is_caught<concatenate>("two branches exchanged", merged_afterwards([](auto const& w) {
                               std::swap_ranges(w.dx[0], w.dx[0] + w.count(0), w.dx[1]);
                           }));
    is_caught<concatenate>("every branch has what is the first's", merged_afterwards([](auto const& w) {
                               for (std::size_t i : {1u, 2u}) std::copy_n(w.dx[0], w.count(0), w.dx[i]);
                           }));
    is_caught<concatenate>("samples are exchanged", merged_afterwards([](auto const& w) {
                               std::swap_ranges(w.dx[1], w.dx[1] + w.sizes[1], w.dx[1] + w.sizes[1]);
                           }));
}
