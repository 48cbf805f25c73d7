/// A program that uses `namespace std` and `namespace chrnn` at once: each of the names that follow means ours.
#pragma once

// clang-format off
#include <algorithm>
#include <any>
#include <array>
#include <bitset>
#include <chrono>
#include <cmath>
#include <complex>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <ranges>
#include <set>
#include <span>
#include <stack>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <valarray>
#include <variant>
#include <vector>

#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>
#include <chrnn/images.hpp>
#include <chrnn/report.hpp>
// clang-format on

using namespace std;
using namespace chrnn;

struct small_trunk : sequence<conv<8, 5, stride<2>, pad<2>>, rectifier, lrn<5>, max_pool<3, stride<2>>,
                              conv<8, 3, pad<1>>, rectifier> {};
struct small_scenes : network<input<3, 32, 32>, small_trunk, pyramid<6, 3, 2, 1>,
                              hierarchy<lstm, all_directions, linked>, dropout<0.5>, dense<4>, softmax_cross_entropy> {
};
struct small_shortcut
    : network<input<3, 8, 8>, residual<sequence<conv<3, 3, pad<1>>, rectifier>>, concat<conv<2, 1>, conv<3, 3, pad<1>>>,
              named<"last", recurrence<srn, directions<se, nw>, hidden<3>>>, region_cross_entropy<>> {};
static_assert(parameters<small_scenes>("conv1") == 8 * (3 * 25 + 1) && multiply_adds<small_scenes>() > 0);
static_assert(layer_info<small_scenes>("hrnn3").out.channels == 8 && weights<small_shortcut>("conv1") == 81);

struct mixing {
    static constexpr string_view name = "mixing";
    static constexpr gate<"m"> m{};
    static constexpr gate<"n"> n{};
    static constexpr shared<"take"> take{};
    static constexpr per_channel<"keep", 0.5> keep{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(m, n);
    static constexpr auto equations =
        let(take = sigmoid(m) * exp(-abs(n)), h = take * tanh(n) + max(keep, keep) * 0.5 * (row(h) + column(h)));
};

struct halves : layer {
    static constexpr string_view kind = "half";
    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), 0.5 * p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        p.on.assign(p.template input_gradient<In>(), 0.5 * p.template output_gradient<In>());
    }
};

inline void train_small_scenes() {
    model<small_scenes, cpu> net{batch{25}, seed{1}, threads{1}};
    trainer run(net, sgd{.rate = 0.01, .clip = 1, .schedule = step_decay(20)});
    image_folder const images("train", 32);
    fit_options how{.epochs = 1, .crops = crop_policy::centre, .log = "run.csv", .progress = progress_style::none};
    how.save = [&](training_state const&) { save_checkpoint("scenes.checkpoint", run); };
    fit(run, images, how);
    metrics const result = evaluate(net, images, {.crops = crop_policy::ten});
    cout << result.top1() << summary(net);
    save(net, "scenes.safetensors");
    load(net, "scenes.safetensors", {.except = {"fc2."}});
    adamw const rule{.rate = 0.001};
    fit(net, split(images, 0.1).training, rule, {.epochs = 1});
    confusion_chart("confusion", images.classes(), result.confusion()).save("confusion.svg");
    (void)net.classify(decode(read_file("beach.jpg"), 3, "beach.jpg"));
}

inline void train_on_samples() {
    vector<vector<float>> maps;
    vector<vector<int>> labels;
    model<small_shortcut> tagger{batch{16}, seed{1}};
    fit(tagger, samples(maps, labels), sgd{.rate = 0.1}, {.epochs = 1});
    cout << evaluate(tagger, samples(maps, labels)).mean_class_accuracy() << mcnemar(17, 5).p;
}

inline bool checks() {
    return check_gradient<recurrence<mixing>, feature_shape(5, 3, 4)>().within(1e-7) &&
           check_gradient<halves, feature_shape(5, 3, 4)>().within(1e-7);
}

inline float compute() {
    tensor<float, extents<2, 3>> a, b;
    a = random<extents<2, 3>>(random_stream{1}, distribution::normal{});
    b = where(a > 0, a, exp(-a) * 2 + sqrt(abs(a)) + log(1 + a * a));
    tensor<float, extents<2, 3>> const &c = a, &d = b;
    b = min(c, d) + max(c, d) - min(a, 1) + max(a + b, a + b); // of two of one type std has one, too
    tensor<float, extents<2, 2>> e;
    e = matmul(a, transpose(b));
    assign(slice_of<1, 0, 2>(b.view()), e);
    vector<index_t> order(static_cast<size_t>(size(a)));
    iota(order.begin(), order.end(), index_t{0});
    shuffle(span(order), random_stream{random_key(1, "order")});
    shuffle(order.begin(), order.end(), mt19937{1});
    function<float(float)> const twice = [](float x) { return 2 * x; };
    any const held = twice(min(1.0f, 2.0f));
    hash<string> const hashes{};
    stack<index_t> put({index_t(hashes("text") % 2)});
    signal(SIGTERM, SIG_DFL);
    return value(sum(flip<0>(b))) + value(max(reshape<extents<6>>(b))) + any_cast<float>(held) + float(put.size());
}
