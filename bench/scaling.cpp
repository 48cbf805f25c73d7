/// A model of what more processes bring: the seconds of an update from those of one process and from what a network
/// carries. Prints a table for 1 to 1,024 processes, and draws it.
#include "figures.hpp"

#include <chrnn/report.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Of one process of one thread, as `bench/bandwidth` has found it (docs/results.md).
struct measured {
    double image = 0.051, update = 0.077; ///< seconds of both passes for an image, and of the rule for all parameters
    double handling = 0.95;               ///< seconds to send, take in and add up a gigabyte, on the processor
    double gigabytes = 1.25;              ///< a second out of one process, and as many into it
    double microseconds = 20;             ///< before a message arrives
    double hidden = 0.8;                  ///< share of the passes in which gradients travel
    index_t images = 32;                  ///< of a process in an update
    double batch = 1024;                  ///< of all processes in an update, where more of them divide the same work
};

/// What a network asks of it: its passes as a share of the C-HLSTM's, and the bytes of its gradients, in so many
/// buckets.
struct network_size {
    std::string_view name;
    double passes, bytes;
    double buckets = 8;
};
template <class Net>
network_size size_of(std::string_view name, double passes) {
    return {name, passes, 4.0 * double(parameters<Net>())};
}

/// That each process sends: its share of each sum to all others, twice.
double gigabytes_sent(network_size const& net, double processes) {
    return 2 * (processes - 1) / processes * net.bytes / 1e9;
}
/// Alpha and beta (Hockney 1994).
double exchange_seconds(measured const& m, network_size const& net, double processes) {
    double const messages = processes > 1 ? 2 * net.buckets : 0; // to all others at once
    return gigabytes_sent(net, processes) / m.gigabytes +
           messages * m.microseconds * 1e-6 * std::log2(std::max(2.0, processes));
}
double update_seconds(measured const& m, network_size const& net, double processes, double images) {
    double const passes = net.passes * m.image * images;
    return passes + m.update + m.handling * gigabytes_sent(net, processes) +
           std::max(0.0, exchange_seconds(m, net, processes) - m.hidden * passes);
}

/// Shares of what as many processes would reach that need not speak: solid for as many images each as before, dashed
/// where they divide the same ones.
struct line {
    std::string name;
    std::vector<double> weak, strong; ///< by the logarithm of the processes to the base of 2
};
svg drawn(std::vector<line> const& lines, double doublings, double batch) {
    svg picture(640, 400);
    auto const x = [&](double doubling) { return 60 + doubling / doublings * 440; };
    auto const y = [&](double share) { return 340 - share * 280; };
    picture.text(24, 32, "What more processes bring, by the model", {.size = 17, .bold = true});
    for (double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        picture.line({{60, y(share)}, {500, y(share)}}, {.stroke = palette::hairline});
        picture.text(52, y(share) + 4, decimal(100 * share) + "%", {.size = 12, .at = svg::align::right});
    }
    for (double doubling = 0; doubling <= doublings; ++doubling)
        picture.text(x(doubling), 360, decimal(std::exp2(doubling)), {.size = 12, .at = svg::align::center});
    picture.text(280, 384, "processes; dashed: they divide one batch of " + decimal(batch),
                 {.size = 12, .at = svg::align::center});
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (auto const* shares : {&lines[i].weak, &lines[i].strong}) {
            std::vector<std::pair<double, double>> points;
            for (std::size_t k = 0; k < shares->size(); ++k)
                points.push_back({x(static_cast<double>(k)), y((*shares)[k])});
            bool const dashed = shares == &lines[i].strong;
            double const key = 70 + 20 * static_cast<double>(i);
            picture.line(points, {.stroke = palette::line_colors[i], .width = 2, .dashed = dashed});
            if (!dashed) picture.line({{520, key}, {546, key}}, {.stroke = palette::line_colors[i], .width = 2});
            if (!dashed) picture.text(552, key + 4, lines[i].name, {.size = 12});
        }
    return picture;
}

} // namespace

int main(int count, char** arguments) {
    measured m;
    std::string out;
    CLI::App program("A model of what more processes bring.", "scaling");
    program.add_option("--image", m.image, "seconds of both passes of the C-HLSTM for an image in one process")
        ->capture_default_str();
    program.add_option("--update", m.update, "seconds of the rule's update")->capture_default_str();
    program.add_option("--handling", m.handling, "seconds to send, take in and add up a gigabyte, on the processor")
        ->capture_default_str();
    program.add_option("--gigabytes", m.gigabytes, "a second that the network carries from and to a process")
        ->capture_default_str();
    program.add_option("--microseconds", m.microseconds, "that a message takes")->capture_default_str();
    program.add_option("--hidden", m.hidden, "share of the passes in which gradients travel")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    program.add_option("--images", m.images, "of a process in an update")->capture_default_str();
    program.add_option("--batch", m.batch, "of all, where they divide the same work")->capture_default_str();
    program.add_option("--out", out, "an SVG file for the picture")->capture_default_str();
    return run_program(program, count, arguments, [&] {
        std::vector<line> lines;
        for (network_size const& net :
             {size_of<c_hlstm<1000>>("C-HLSTM", 1), size_of<spp_net<1000>>("SPP-net", 1 / 1.18)}) {
            std::cout << net.name << ", gradients of " << net.bytes / 1e6 << " MB\n"
                      << "processes | exchange, s | " << m.images
                      << " images each: update, s, images/s, share of ideal | " << m.batch
                      << " in all: images/s, share of ideal\n";
            line& one = lines.emplace_back(std::string(net.name));
            double const alone = double(m.images) / update_seconds(m, net, 1, double(m.images));
            double const alone_all = m.batch / update_seconds(m, net, 1, m.batch);
            for (double processes = 1; processes <= 1024; processes *= 2) {
                double const each = update_seconds(m, net, processes, double(m.images));
                double const all = update_seconds(m, net, processes, m.batch / processes);
                double const weak = processes * double(m.images) / each, strong = m.batch / all;
                std::printf("%5.0f | %.3f | %.2f, %.0f, %.2f | %.0f, %.2f\n", processes,
                            exchange_seconds(m, net, processes), each, weak, weak / alone / processes, strong,
                            strong / alone_all / processes);
                one.weak.push_back(weak / alone / processes);
                one.strong.push_back(strong / alone_all / processes);
            }
        }
        if (!out.empty()) drawn(lines, 10, m.batch).save(out);
    });
}
