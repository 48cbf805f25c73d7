// Everything that runs on several threads, under TSan: a loader's workers, damaged files among what they read, a team
// that computes, and two models that are trained beside each other.
#include "../../fit/small_scenes.hpp"
#include "../../images/pictures.hpp"
#include "../../temporary_folder.hpp"

#include <chrnn/images.hpp>

#include <cstdio>
#include <thread>

using namespace chrnn;

namespace {

/// Images of which some are damaged.
image_folder images_in(temporary_folder const& folder) {
    for (int i = 0; i < 20; ++i)
        folder.write((i % 2 ? "a/" : "b/") + std::to_string(i) + ".png", encoded(any_picture(32, 32, 3, i), "png"));
    for (char const* name : {"a/x.png", "b/y.png"}) folder.write(name, "no image");
    return image_folder(folder.path(), 32, {"a", "b", "3", "4", "5", "6", "7", "8"});
}

std::vector<float> trained(dataset const& data) {
    model<small_scenes> net(batch{8}, seed{1}, threads{2});
    fit_options how{.epochs = 2, .progress = progress_style::none};
    how.images.workers = 3;
    how.images.on_bad_file = bad_file::skip;
    how.images.report = [](std::string const&) {};
    fit(net, data, sgd{.rate = 0.01}, how);
    auto const all = net.parameters_span();
    return {all.begin(), all.end()};
}

} // namespace

int main() {
    temporary_folder const folder;
    image_folder const data = images_in(folder);
    std::vector<float> first, second;
    {
        std::jthread const one([&] { first = trained(data); }), other([&] { second = trained(data); });
    }
    std::printf("two trainings beside each other %s\n", first == second ? "gave the same bits" : "differ");
    return first == second ? 0 : 1;
}
