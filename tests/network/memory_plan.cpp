#include "network/networks.hpp"

#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/network/memory_plan.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <sstream>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Numbers that lie side by side in memory.
struct range {
    std::string what;
    index_t begin, size;

    bool meets(range const& other) const { return begin < other.begin + other.size && other.begin < begin + size; }
    bool same(range const& other) const { return begin == other.begin && size == other.size; }
};

/// Memory that remembers what was last written where.
class tagged_memory {
  public:
    explicit tagged_memory(index_t size) : size_(size) {}

    void write(range const& r) {
        if (r.size == 0) return;
        if (r.begin < 0 || r.begin + r.size > size_) wrong(r.what + " lies outside");
        cut(r.begin), cut(r.begin + r.size);
        for (auto at = pieces_.lower_bound(r.begin); at != pieces_.end() && at->first < r.begin + r.size;)
            at = pieces_.erase(at);
        pieces_[r.begin] = {r.size, r.what};
    }
    /// Complains unless every number of the range was last written as that.
    void read(range const& r, std::string const& reader) {
        index_t at = r.begin;
        while (at < r.begin + r.size) {
            auto const found = pieces_.upper_bound(at);
            if (found == pieces_.begin()) return wrong(reader + " reads " + r.what + ", which nobody has written");
            auto const& [begin, piece] = *std::prev(found);
            if (begin + piece.size <= at || piece.what != r.what)
                return wrong(reader + " reads " + r.what + ", but finds " + piece.what);
            at = begin + piece.size;
        }
    }
    /// Complains where two of the ranges, in use at once, meet; the first two may be the same if `in_place`.
    void together(std::vector<range> const& used, bool in_place, std::string const& who) {
        for (std::size_t i = 0; i < used.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (used[i].size > 0 && used[j].size > 0 && used[i].meets(used[j]) &&
                    !(in_place && i == 1 && j == 0 && used[0].same(used[1])))
                    wrong(who + " has " + used[i].what + " over " + used[j].what);
    }
    void wrong(std::string const& sentence) { complaints_ += sentence + '\n'; }
    std::string const& complaints() const { return complaints_; }

  private:
    struct piece {
        index_t size;
        std::string what;
    };
    void cut(index_t at) {
        auto const next = pieces_.upper_bound(at);
        if (next == pieces_.begin()) return;
        auto& [begin, left] = *std::prev(next);
        if (begin == at || begin + left.size <= at) return;
        pieces_[at] = {begin + left.size - at, left.what};
        left.size = at - begin;
    }

    index_t size_;
    std::map<index_t, piece> pieces_;
    std::string complaints_;
};

/// Goes through the passes of a network by hand: what is read must be what was written last, and what is in use at
/// once must lie apart. Knows of the plan nothing but where things are.
template <class Net>
class rehearsal {
  public:
    rehearsal(index_t samples, purpose what_for)
        : n_(samples), for_(what_for), plan_(samples, what_for), memory_(plan_.size()) {
        for (index_t v = 0; v <= Net::count; ++v) content_.push_back("value " + std::to_string(v));
    }

    void forward() {
        memory_.write(value(0));
        Net::each_layer([&]<index_t I>() {
            auto const& one = at(I);
            if (one.training_only && !trains()) { // what comes out is what went in
                if (!where(I + 1).same(where(one.from[0]))) memory_.wrong(name(I) + " is passed over, but moves");
                content_[std::size_t(I) + 1] = content_[std::size_t(one.from[0])];
                return;
            }
            std::vector<range> used;
            for (index_t i = 0; i < one.inputs; ++i) {
                memory_.read(value(one.from[std::size_t(i)]), name(I));
                if (std::none_of(used.begin(), used.end(), // x + x has one input twice
                                 [&](range const& other) { return other.same(value(one.from[std::size_t(i)])); }))
                    used.push_back(value(one.from[std::size_t(i)]));
            }
            used.insert(used.begin() + 1, value(I + 1));
            used.push_back(saved<I>());
            used.push_back({"scratch", plan_.scratch(I), scratch<I>()});
            memory_.together(used, one.in_place && used.size() - 3 == std::size_t(one.inputs), name(I));
            memory_.write(used.back());
            memory_.write(saved<I>());
            memory_.write(value(I + 1));
            if (for_ == purpose::inspection && I + 1 < Net::count) memory_.read(value(I + 1), "whoever looks");
        });
        memory_.read(value(Net::count), "the caller");
        if (for_ == purpose::inspection)
            for (index_t v = 0; v <= Net::count; ++v) memory_.read(value(v), "whoever looks");
    }
    void find_losses() {
        constexpr index_t last = Net::count - 1;
        range const scratch_of_loss{"scratch", plan_.scratch(last), scratch<last>()};
        memory_.together({value(at(last).from[0]), value(last + 1), saved<last>(), scratch_of_loss, losses()}, false,
                         "the loss");
        memory_.read(value(at(last).from[0]), "the loss");
        memory_.write(scratch_of_loss);
        memory_.write(losses());
    }
    /// From the loss, or from a gradient given of what comes out of layer `top`.
    void backward(index_t top = Net::count - 1) {
        constexpr index_t last = Net::count - 1;
        if (top < last) {
            has_gradient_.insert(top + 1);
            memory_.write(gradient(top + 1));
        }
        Net::each_layer([&]<index_t Upward>() {
            constexpr index_t I = last - Upward;
            auto const& one = at(I);
            if (I > top || !goes_back(I + 1) || (I < last && !has_gradient_.contains(I + 1))) return;
            std::vector<range> reads, writes, added, wholes;
            if (I < last) reads.push_back(gradient(I + 1));
            for (index_t i = 0; i < one.inputs; ++i) {
                index_t const v = one.from[std::size_t(i)];
                if (!goes_back(v)) continue;
                wholes.push_back(gradient(v));
                if (has_gradient_.insert(v).second) {
                    writes.push_back({"part " + std::to_string(i), gradient(v).begin, gradient(v).size});
                    added.push_back({"", 0, 0});
                } else {
                    writes.push_back({"part " + std::to_string(i), plan_.input_gradient(I, i), size(v)});
                    added.push_back(gradient(v));
                }
            }
            if (reads_output(one.backward_reads)) reads.push_back(value(I + 1));
            for (index_t i = 0; i < one.inputs; ++i)
                if (reads_input(one.backward_reads)) reads.push_back(value(one.from[std::size_t(i)]));
            reads.push_back(saved<I>());
            for (range const& r : reads) memory_.read(r, name(I) + " backward");

            std::vector<range> used = reads;
            used.insert(used.begin() + (I < last ? 1 : 0), writes.begin(), writes.end());
            used.push_back({"scratch", plan_.backward_scratch(I), scratch<I>()});
            used.push_back(losses());
            memory_.together(used, one.in_place && I < last, name(I) + " backward");
            memory_.write({"scratch", plan_.backward_scratch(I), scratch<I>()});
            for (range const& r : writes) memory_.write(r);
            for (std::size_t i = 0; i < writes.size(); ++i) {
                memory_.read(writes[i], "the sum");
                range const whole = wholes[i];
                if (added[i].size > 0) memory_.together({added[i], writes[i]}, false, "the sum");
                if (added[i].size > 0) memory_.read(whole, "the sum");
                memory_.write(whole);
            }
        });
        memory_.read(losses(), "the caller");
        if (has_gradient_.contains(0)) memory_.read(gradient(0), "the caller");
        // What the layers that run backward make and read is there still, unless the next wrote over it.
        for (index_t v = 0; v <= Net::count; ++v) {
            bool written_over = v < Net::count && !goes_back(v);
            for (index_t I = 0; I < Net::count; ++I)
                for (index_t i = 0; i < at(I).inputs; ++i)
                    if (at(I).from[std::size_t(i)] == v && goes_back(I + 1)) written_over = false;
            if (!written_over && !plan_.keeps(v)) memory_.wrong("value " + std::to_string(v) + " is not kept");
            for (index_t I = 0; I < Net::count; ++I)
                written_over = written_over || (at(I).from[0] == v && where(I + 1).same(where(v)));
            if (!written_over) memory_.read(value(v), "whoever looks");
        }
    }
    /// Whether a backward pass finds the gradient of value v.
    bool goes_back(index_t v) const {
        if (for_ == purpose::input_gradient) return true;
        if (for_ != purpose::training || v == 0) return false;
        bool found = at(v - 1).trained > 0;
        for (index_t i = 0; i < at(v - 1).inputs; ++i) found = found || goes_back(at(v - 1).from[std::size_t(i)]);
        return found;
    }
    std::string const& complaints() const { return memory_.complaints(); }

  private:
    static layer_description const& at(index_t I) { return Net::layers[std::size_t(I)]; }
    static std::string name(index_t I) { return "layer " + std::to_string(I) + ", " + std::string(at(I).name.view()); }
    bool trains() const { return for_ == purpose::training || for_ == purpose::input_gradient; }
    index_t size(index_t v) const { return n_ * (v == 0 ? Net::input.size() : at(v - 1).out.size()); }
    range where(index_t v) const { return {"", plan_.value(v), size(v)}; }
    range value(index_t v) const { return {content_[std::size_t(v)], plan_.value(v), size(v)}; }
    range gradient(index_t v) const { return {"gradient " + std::to_string(v), plan_.gradient(v), size(v)}; }
    range losses() const { return {"losses", plan_.losses(), n_}; }
    template <index_t I>
    range saved() const {
        index_t const all = Net::template with_shapes<I>([&]<class Layer, feature_shape... In>() {
            return goes_back(I + 1) || !Layer::saves_for_backward_only ? Layer::template saved<In...>(n_) : 0;
        });
        return {"saved " + std::to_string(I), plan_.saved(I), all};
    }
    template <index_t I>
    index_t scratch() const {
        return Net::template with_shapes<I>([&]<class Layer, feature_shape... In>() {
            return forward_scratch<Layer, In...>(n_, goes_back(I + 1), one_);
        });
    }

    one_at_a_time one_;
    index_t n_;
    purpose for_;
    memory_plan<Net> plan_;
    tagged_memory memory_;
    std::vector<std::string> content_;
    std::set<index_t> has_gradient_;
};

template <class Net>
std::string complaints_about(index_t samples) {
    std::string all;
    for (purpose what_for : {purpose::prediction, purpose::inspection}) {
        rehearsal<Net> only_forward(samples, what_for);
        only_forward.forward();
        all += only_forward.complaints();
    }
    for (purpose what_for : {purpose::training, purpose::input_gradient})
        for (index_t top = 0; top < Net::count; ++top) {
            rehearsal<Net> training(samples, what_for);
            if (!training.goes_back(top + 1)) continue;
            training.forward();
            training.find_losses();
            training.backward(top);
            all += training.complaints();
        }
    return all;
}
template <class Net>
void is_sound() {
    for (index_t samples : {1, 3, 64}) CHECK(complaints_about<Net>(samples) == "");
}

template <class... Parts>
using planned_on_maps = network<input<4, 9, 8>, Parts..., dense<3>, softmax_cross_entropy>;
using as_large = conv<4, 3, pad<1>>;

/// The network of the README.
struct readme_trunk : sequence<conv<32, 5, stride<2>, pad<2>>, rectifier, lrn<5>, max_pool<3, stride<2>>,
                               conv<64, 3, pad<1>>, rectifier, lrn<5>, max_pool<3, stride<2>>, conv<96, 3, pad<1>>,
                               rectifier, conv<96, 3, pad<1>>, rectifier> {};
struct readme : network<input<3, 112, 112>, readme_trunk, pyramid<6, 3, 2, 1>, hierarchy<lstm, all_directions, linked>,
                        dropout<0.5>, dense<256>, rectifier, dropout<0.5>, dense<15>, softmax_cross_entropy> {};

/// The largest two activations bound what a prediction takes on two threads.
template <class Net>
void predicts_in_two_activations(index_t samples) {
    cpu on(2);
    std::vector<index_t> sizes{Net::input.size()};
    for (layer_description const& one : Net::layers) sizes.push_back(one.out.size());
    std::sort(sizes.rbegin(), sizes.rend());
    index_t const two = samples * (sizes[0] + sizes[1]),
                  taken = memory_plan<Net>(samples, purpose::prediction, on).size();
    INFO(taken << " where two activations have " << two);
    CHECK(taken <= two);
}
template <class Net>
void is_not_much_more_than(index_t first_edition) {
    index_t const now = memory_plan<Net>(64, purpose::training).size();
    INFO(now << " of " << first_edition);
    CHECK(static_cast<double>(now) <= 1.05 * static_cast<double>(first_edition));
}

} // namespace

TEST_CASE("what a pass reads is what was written last, in the networks of Table I") {
    is_sound<alexnet<205>>();
    is_sound<spp_net<205>>();
    is_sound<c_hlstm<205>>();
    is_sound<modified_cnn_lstm<205>>();
    is_sound<readme>();
    is_sound<every_layer<srn>>();
}
TEST_CASE("what a pass reads is what was written last, in networks with branches") {
    is_sound<planned_on_maps<residual<as_large>>>();
    is_sound<planned_on_maps<residual<sequence<>>>>();
    is_sound<planned_on_maps<as_large, residual<sequence<>>, rectifier>>();
    is_sound<planned_on_maps<as_large, concat<as_large, rectifier>>>(); // the last reader may not write over what
                                                                        // another reads back
    is_sound<planned_on_maps<as_large, residual<as_large, dropout<0.5>>>>();
    is_sound<
        planned_on_maps<as_large, residual<sequence<rectifier, as_large, dropout<0.5>>>, rectifier, dropout<0.5>>>();
    is_sound<planned_on_maps<as_large, residual<sequence<dropout<0.5>, rectifier>, dropout<0.5>>, rectifier>>();
    is_sound<planned_on_maps<
        rectifier, residual<sequence<as_large, residual<sequence<as_large, rectifier>>, as_large>, conv<4, 1>>>>();
    is_sound<planned_on_maps<as_large, concat<rectifier, dropout<0.5>, sequence<>>, lrn<3>, dropout<0.5>>>();
    is_sound<planned_on_maps<as_large, concat<sequence<rectifier, lrn<3>, max_pool<2>>, max_pool<2>>, rectifier>>();
    is_sound<
        planned_on_maps<as_large, residual<concat<conv<2, 1>, sequence<conv<2, 3, pad<1>>, rectifier>>>, rectifier>>();
    is_sound<planned_on_maps<concat<pyramid<4, 2>, sequence<rectifier, pyramid<1>>>,
                             hierarchy<srn, all_directions, linked>>>();
    is_sound<planned_on_maps<dropout<0.5>, dropout<0.5>, residual<residual<residual<dropout<0.5>>>>, rectifier>>();
}
TEST_CASE("what a pass reads is what was written last, in networks of which a part is frozen") {
    is_sound<planned_on_maps<frozen<as_large, rectifier, lrn<3>, max_pool<2>, as_large>, dropout<0.5>, as_large,
                             rectifier>>();
    is_sound<planned_on_maps<frozen<as_large, rectifier>, rectifier, dropout<0.5>>>();
    is_sound<planned_on_maps<frozen<as_large, dropout<0.5>>, rectifier, as_large>>();
    is_sound<planned_on_maps<as_large, frozen<rectifier, as_large, batch_normalisation, dropout<0.5>, rectifier>,
                             as_large>>();
    is_sound<planned_on_maps<frozen<as_large, residual<sequence<rectifier, as_large>>>,
                             residual<sequence<rectifier, as_large>>>>();
    is_sound<planned_on_maps<frozen<as_large>, residual<frozen<as_large, rectifier>>, rectifier, as_large>>();
    is_sound<planned_on_maps<frozen<as_large>, residual<as_large, frozen<conv<4, 1>>>, rectifier>>();
    is_sound<planned_on_maps<frozen<as_large>, residual<frozen<rectifier>, as_large>, dropout<0.5>>>();
    is_sound<planned_on_maps<as_large, concat<frozen<as_large>, rectifier, as_large>,
                             frozen<rectifier, pyramid<4, 2>, hierarchy<srn>>>>();
    is_sound<planned_on_maps<frozen<pyramid<4, 2>, hierarchy<lstm, all_directions, linked>>, rectifier>>();
    is_sound<network<input<4, 9, 8>, frozen<as_large, rectifier, dense<3>>, softmax_cross_entropy>>();
}
TEST_CASE("training takes hardly more than the first edition's plan") {
    is_not_much_more_than<alexnet<205>>(102627008);
    is_not_much_more_than<spp_net<205>>(299710144);
    is_not_much_more_than<c_msrn<205>>(327235264);
    is_not_much_more_than<c_hsrn<205>>(327235264);
    is_not_much_more_than<c_mlstm<205>>(346371776);
    is_not_much_more_than<c_hlstm<205>>(346371776);
    is_not_much_more_than<modified_cnn_lstm<205>>(346371776);
}
TEST_CASE("a model that only predicts takes its parameters and its two largest activations") {
    for (index_t samples : {1, 2, 25, 64}) {
        predicts_in_two_activations<alexnet<205>>(samples);
        predicts_in_two_activations<spp_net<205>>(samples);
        predicts_in_two_activations<c_msrn<205>>(samples);
        predicts_in_two_activations<c_hsrn<205>>(samples);
        predicts_in_two_activations<c_mlstm<205>>(samples);
        predicts_in_two_activations<c_hlstm<205>>(samples);
        predicts_in_two_activations<modified_cnn_lstm<205>>(samples);
        predicts_in_two_activations<readme>(samples);
    }
}
TEST_CASE("a model takes what the plan says, and nothing before the first prediction") {
    cpu on;
    model<readme> net(batch{2});
    CHECK(net.memory_taken() == decltype(net)::numbers);
    auto const images = random_images<readme, float>(2);
    net.predict(images);
    CHECK(net.memory_taken() == decltype(net)::numbers + memory_plan<readme>(2, purpose::prediction, on).size());
}
TEST_CASE("a layer that works in place takes no memory of its own where nobody needs what it writes over") {
    using net = planned_on_maps<as_large, rectifier, dropout<0.5>, as_large, dropout<0.5>>;
    memory_plan<net> const training(3, purpose::training), prediction(3, purpose::prediction);
    CHECK(training.value(2) == training.value(1)); // the rectifier over the convolution
    CHECK(training.value(3) != training.value(2)); // the rectifier reads what it made
    CHECK(training.value(5) == training.value(4));
    CHECK(training.gradient(2) == training.gradient(1));
    CHECK(prediction.value(2) == prediction.value(1));
    memory_plan<net> const inspection(3, purpose::inspection);
    CHECK(inspection.value(2) != inspection.value(1));
}
TEST_CASE("a plan has a place for as many layers as a network has") {
    std::vector<memory_block> blocks;
    for (index_t i = 0; i < 5000; ++i) blocks.push_back({16, i, i + 1, 0});
    CHECK(place_blocks<5000>(blocks.data(), 5000) == 32);
}
