#include "linear_classifier.hpp"

#include <chrnn/chrnn.hpp>

namespace experiment {

namespace {

using regression = network<input<classifier_numbers, 1, 1>, dense<CHRNN_CLASSES>, softmax_cross_entropy>;

} // namespace

void check_classifier(index_t classes) {
    if (classes != CHRNN_CLASSES)
        fail("the images have ", classes, " classes, but the experiments were built for ", CHRNN_CLASSES,
             ": configure with -DCHRNN_CLASSES=", classes);
}

test_result test_linearly(samples<int> const& train, samples<int> const& test, linear_options const& how) {
    model<regression> net(batch{25}, seed{how.seed}, threads{1});
    sgd rule{.rate = how.rate, .weight_decay = how.decay};
    rule.schedule = cosine_decay(std::max<index_t>(1, how.epochs), 0.01);
    fit(net, train, rule, {.epochs = how.epochs, .progress = progress_style::none});

    test_result result;
    metrics counted(CHRNN_CLASSES);
    for (index_t i = 0; i < test.size(); ++i) {
        auto const p = net.predict(test.inputs(i, 1));
        int const truth = test.targets(i, 1)[0];
        auto const best = std::max_element(p.begin(), p.end());
        counted.add(p, truth);
        result.items.push_back({truth, static_cast<int>(best - p.begin()), *best, p[static_cast<std::size_t>(truth)]});
    }
    result.top1 = counted.top1(), result.top5 = counted.top5(), result.mean_class = counted.mean_class_accuracy();
    result.loss = counted.loss();
    return result;
}

} // namespace experiment
