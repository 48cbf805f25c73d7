/// The gradient check: a model's gradients against central differences of its loss.
#pragma once

#include <chrnn/network/model.hpp>
#include <chrnn/train/probe.hpp>

#include <algorithm>
#include <limits>

namespace chrnn::CHRNN_ABI {

/// What a check found. Errors are relative to the largest derivative of the same parameter.
struct gradient_report {
    double worst = 0;      ///< the largest error
    std::string parameter; ///< where it is; "input" for the images
    index_t checked = 0;   ///< derivatives compared
    bool vanishes = true;  ///< whether every difference or every gradient was 0, which a check must not accept

    /// Whether all errors are at most `bound` and the gradients are not all zero.
    bool within(double bound) const { return !vanishes && checked > 0 && worst <= bound; }
};

/// How much a check does.
struct gradient_check {
    index_t per_parameter = 40; ///< derivatives compared in each parameter (all of them if it has no more)
    double step = 2e-4;         ///< of the differences; shortened where the loss has a kink nearby
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The derivative of `loss(offset)` at 0 by five-point central differences. Where two step lengths disagree, or the
/// slopes of the two sides do not approach each other, there is a kink within reach (a rectifier, a maximum), and
/// shorter steps are tried. NaN where the loss is not finite.
template <class Loss>
double central_difference(Loss const& loss, double step) {
    struct sides {
        double h, right, left;
        double bend(double middle) const { return (right - 2 * middle + left) / h; }
    };
    auto const around = [&](double h) { return sides{h, loss(h), loss(-h)}; };
    auto const slope = [](sides const& near, sides const& far) {
        return (8 * (near.right - near.left) - (far.right - far.left)) / (12 * near.h);
    };
    double const middle = loss(0.0);
    double best = std::numeric_limits<double>::quiet_NaN(), least = std::numeric_limits<double>::infinity();
    for (int attempt = 0; attempt < 5; ++attempt, step /= 4) {
        sides const half = around(step / 2), one = around(step), two = around(2 * step);
        double const wide = slope(one, two), narrow = slope(half, one);
        double const kink = 2 * half.bend(middle) - one.bend(middle); // bends halve with the step where there is none
        double const error = std::max(std::abs(wide - narrow), std::abs(kink) / 2);
        if (error < least) {
            least = error;
            best = wide;
        }
        if (error <= 1e-8 * std::max(std::abs(wide), std::abs(narrow))) break;
    }
    return best;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Compares the gradients that `m.backward()` leaves for these images and targets with differences of `m.forward()`,
/// for the parameters that are trained and for the input. The model is to compute in double. Its parameters are as
/// before afterwards. Throws when `how` asks for less than one derivative in a parameter.
template <class Model>
gradient_report check_gradient(Model& m, std::span<double const> images,
                               std::span<typename Model::target const> targets, gradient_check how = {}) {
    static_assert(std::is_same_v<typename Model::scalar, double>, "chrnn: gradients are checked in double");
    if (how.per_parameter < 1)
        fail("a gradient check compares at least 1 derivative in each parameter, not ", how.per_parameter);
    std::vector<double> x(images.begin(), images.end());
    std::vector<double> const parameters(m.parameters_span().begin(), m.parameters_span().end());
    m.want_input_gradient();
    auto const loss = [&] { return m.forward(std::span<double const>(x), targets); };
    auto const steps = m.steps();
    for (int pass = 0; pass < 2; ++pass) { // the second meets what the first left in memory
        loss();
        m.backward();
        m.set_steps(steps); // so that dropout draws the same mask again
    }

    gradient_report report;
    double largest_gradient = 0, largest_difference = 0;
    auto const compare = [&](std::string const& name, index_t n, auto const& value, auto const& gradient) {
        std::vector<std::pair<double, double>> pairs;
        index_t const stride = std::max<index_t>(1, n / how.per_parameter);
        for (index_t k = 0; k < n; k += stride) {
            index_t const i = std::min(n - 1, k + k / stride * 7919 % stride); // spread over rows and columns
            double const before = value(i);
            double const difference = detail::central_difference(
                [&](double offset) {
                    value(i) = before + offset;
                    double const result = loss();
                    value(i) = before;
                    return result;
                },
                how.step);
            pairs.emplace_back(gradient(i), difference);
        }
        double scale = 0;
        for (index_t i = 0; i < n; ++i) scale = std::max(scale, std::abs(gradient(i)));
        for (auto const& [exact, difference] : pairs) {
            scale = std::max(scale, std::abs(difference));
            largest_gradient = std::max(largest_gradient, std::abs(exact));
            largest_difference = std::max(largest_difference, std::abs(difference));
        }
        for (auto const& [exact, difference] : pairs) {
            double const error = exact == difference ? 0 : std::abs(exact - difference) / scale;
            if (!(error <= report.worst)) { // a NaN among the two makes it infinite, and it stays so
                report.worst = std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
                report.parameter = name;
            }
            ++report.checked;
        }
    };

    std::vector<double> const gradients(m.gradients().begin(), m.gradients().end());
    std::vector<double> const input_gradient(m.input_gradient().begin(), m.input_gradient().end());
    auto const& placed = detail::placed_parameters<typename Model::net>();
    for (std::size_t k = 0; auto const& p : m.named_parameters()) {
        double* const arena = m.parameters_span().data();
        if (!placed[k++].declared.trained) continue;
        compare(
            p.name, p.size(),
            [&](index_t i) -> double& {
                m.parameters_span(); // from here on the host's numbers count
                return p[i];
            },
            [&](index_t i) { return gradients[static_cast<std::size_t>(&p[i] - arena)]; });
    }
    compare(
        "input", static_cast<index_t>(x.size()), [&](index_t i) -> double& { return x[static_cast<std::size_t>(i)]; },
        [&](index_t i) { return input_gradient[static_cast<std::size_t>(i)]; });
    std::copy(parameters.begin(), parameters.end(), m.parameters_span().begin()); // a pass may change untrained ones
    report.vanishes = largest_gradient == 0 || largest_difference == 0;
    return report;
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// A layer to stand behind another in a check: y = 1 - 2 x, in place. What it writes over, nobody can read unnoticed.
struct overwrite : shape_preserving_layer {
    static constexpr std::string_view kind = "overwrite";
    static constexpr bool in_place = true;
    static constexpr activations backward_reads = activations::none;

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), 1 - 2 * p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        p.on.assign(p.template input_gradient<In>(), -2 * p.template output_gradient<In>());
    }
};

/// A layer to read the input of another in a check: it writes ones over it, which nobody can read unnoticed, and passes
/// nothing back, so that all that changes with the input is the other's.
struct erase : overwrite {
    static constexpr std::string_view kind = "erase";

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.fill(p.y, p.samples * In.size(), typename Pass::scalar(1));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        p.on.fill(p.dx, p.samples * In.size(), typename Pass::scalar(0));
    }
};

/// A merge for a check: the numbers of all inputs, of whatever shapes, side by side in one vector.
struct side_by_side : concatenate {
    static constexpr std::string_view kind = "beside";

    template <feature_shape... In>
    static consteval feature_shape output() {
        return vector_shape((In.size() + ...));
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Checks the gradients of a network that ends in the probe, on random input.
template <class Net, class Backend>
gradient_report check_gradient_of_network(index_t samples, gradient_check how) {
    model<Net, Backend, double> m{batch{samples}, seed{1}, threads{1}};
    std::vector<double> x(static_cast<std::size_t>(samples * Net::input.size()));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = distribution::normal{}(random_stream{2}, i);
    for (auto const& p : m.named_parameters()) // biases begin at zero, and scales at one: move them off it
        if (p.shape.size() == 1)
            for (index_t i = 0; i < p.size(); ++i)
                p[i] += 0.1 * distribution::normal{}(random_stream{3}, static_cast<std::uint64_t>(i));
    std::vector<int> const labels(static_cast<std::size_t>(samples));
    return check_gradient(m, std::span<double const>(x), std::span<int const>(labels), how);
}

/// Checks one layer on random input: `check_gradient<my_layer, feature_shape(3, 5, 4)>()`. Its input is read and
/// written over by another layer, and its output written over too, as far as the layer's declarations allow:
/// `backward_reads` that says too little is found. What may work in place, and cannot there, is checked by itself as
/// well.
template <class Layer, feature_shape In, class Backend = cpu>
gradient_report check_gradient(index_t samples = 2, gradient_check how = {}) {
    using among_others =
        network<input_of<In>, branches<detail::side_by_side, sequence<Layer, detail::overwrite>, detail::erase>, probe>;
    auto report = check_gradient_of_network<among_others, Backend>(samples, how);
    constexpr bool may_work_in_place = [] {
        if constexpr (requires { Layer::in_place; }) return Layer::in_place;
        return true; // a sequence or branches of layers
    }();
    if constexpr (may_work_in_place) {
        using by_itself = network<input_of<In>, Layer, probe>;
        auto const other = check_gradient_of_network<by_itself, Backend>(samples, how);
        report.vanishes = report.vanishes || other.vanishes;
        if (other.worst > report.worst) report.worst = other.worst, report.parameter = other.parameter;
    }
    return report;
}

} // namespace chrnn::CHRNN_ABI
