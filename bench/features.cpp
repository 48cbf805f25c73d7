/// Times an epoch of the C-HLSTM on a frozen trunk with the trunk computed and with its features taken from a file, by
/// turns, and compares the weights that both ways lead to.
#include "figures.hpp"

using namespace chrnn;

namespace {

constexpr index_t classes = 8; // of the scenes
struct c_hlstm_on_frozen_trunk
    : network<input<3, 224, 224>, frozen<spp_trunk, pyramid<6, 3, 2, 1>>, hierarchy<lstm, all_directions, linked>,
              dropout<0.5>, detail::classifier<classes>> {};

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void run(index_t images, index_t samples, index_t rounds, index_t workers, std::string const& folder) {
    synthetic_scenes const data(images, 256);
    std::filesystem::create_directories(folder);
    std::filesystem::path const path = std::filesystem::path(folder) / "bench.features";
    std::filesystem::remove(path);
    using net_type = model<c_hlstm_on_frozen_trunk>;
    net_type whole(batch{samples}, seed{1}, threads{workers}), head(batch{samples}, seed{1}, threads{workers});
    auto const begin = std::chrono::steady_clock::now();
    auto const kept = cached_features(head, data, path, {.crops = crop_policy::centre});
    double const computing = seconds_since(begin);
    auto const again = std::chrono::steady_clock::now();
    cached_features(head, data, path, {.crops = crop_policy::centre});
    double const opening = seconds_since(again);
    std::cout << "{\"images\": " << images << ", \"seconds to compute\": " << computing << ", \"to open\": " << opening
              << ", \"bytes\": " << std::filesystem::file_size(path) << "}\n";

    sgd const rule{.rate = 0.001, .clip = 1};
    trainer on_images(whole, rule);
    head_model lent(head);
    trainer on_features(lent.net(), rule);
    for (index_t epoch = 1; epoch <= rounds; ++epoch) {
        auto const a =
            fit(on_images, data, {.epochs = epoch, .crops = crop_policy::centre, .progress = progress_style::none})
                .history.back();
        auto const b = fit(on_features, kept, {.epochs = epoch, .progress = progress_style::none}).history.back();
        double apart = 0;
        lent.give_back();
        auto const x = whole.parameters_span(), y = head.parameters_span();
        for (std::size_t i = 0; i < x.size(); ++i) apart = std::max(apart, std::abs(double(x[i]) - double(y[i])));
        std::cout << "{\"epoch\": " << epoch << ", \"seconds on images\": " << a.seconds
                  << ", \"on features\": " << b.seconds << ", \"losses\": [" << a.train_loss << ", " << b.train_loss
                  << "], \"weights apart\": " << apart << "}" << std::endl;
    }
}

} // namespace

int main(int count, char** arguments) {
    CLI::App program("Times an epoch of the C-HLSTM on a frozen trunk: with the trunk computed, and with its features "
                     "taken from a file.");
    index_t images = 128, samples = 32, rounds = 3, workers = 2;
    std::string folder = "features";
    program.add_option("--images", images, "in an epoch")->check(CLI::Range(1, 1000000))->capture_default_str();
    program.add_option("--batch", samples)->check(CLI::Range(1, 4096))->capture_default_str();
    program.add_option("--rounds", rounds, "epochs of each")->check(CLI::Range(1, 1000))->capture_default_str();
    program.add_option("--threads", workers)->check(CLI::Range(1, 1024))->capture_default_str();
    program.add_option("--folder", folder, "where the features are kept")->capture_default_str();
    return run_program(program, count, arguments, [&] { run(images, samples, rounds, workers, folder); });
}
