// Everything that runs on several threads, under TSan: loaders' workers, damaged files among what they read, a team
// that computes, two models that are trained beside each other, and threads that share a trained model.
#include "../../fit/small_scenes.hpp"
#include "../../images/pictures.hpp"
#include "../../temporary_folder.hpp"

#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/label_loader.hpp>
#include <chrnn/data/lakes.hpp>
#include <chrnn/images.hpp>
#include <chrnn/io/model_file.hpp>
#include <chrnn/predict.hpp>

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

/// What a loader of labelled images delivers in three epochs, of which the second is left early.
std::vector<float> delivered(int workers) {
    synthetic_lakes const lakes(30, 32);
    label_loader source(lakes, {},
                        {.rows = 32,
                         .columns = 32,
                         .regions = 8,
                         .batch = 4,
                         .augment = horizontal_flip{},
                         .shuffled = true,
                         .workers = workers,
                         .cache_bytes = 60'000}); // of some
    std::vector<float> all;
    for (index_t epoch : {0, 1, 2}) {
        source.start(epoch);
        for (auto batch = source.next(); batch && (epoch != 1 || batch->number < 2); batch = source.next()) {
            all.insert(all.end(), batch->inputs.begin(), batch->inputs.end());
            all.insert(all.end(), batch->targets.begin(), batch->targets.end());
        }
    }
    return all;
}

/// How many of three threads get from a trained model that they share, and from the network behind the C interface,
/// what one gets alone.
int agreeing(temporary_folder const& folder) {
    std::string const path = folder / "net.safetensors";
    {
        model<small_scenes> net(batch{1}, seed{1});
        net.preprocessing().rows = net.preprocessing().columns = 32;
        for (char name = 'a'; name < 'i'; ++name) net.preprocessing().classes.push_back(std::string(1, name));
        save(net, path);
    }
    trained_model<small_scenes> const trained(path);
    detail::opened_network_of<small_scenes> opened(path, threads{1});
    bitmap const picture = any_picture(40, 40, 3, 1);
    auto const said = [&](index_t on) {
        prediction<small_scenes> own(trained, threads{on});
        std::vector<float> all(8);
        opened.classify(picture, all);
        return std::ranges::equal(own.predict(picture), all) ? all : std::vector<float>();
    };
    std::vector<float> const alone = said(1);
    std::atomic<int> same = 0;
    {
        std::vector<std::jthread> all;
        for (index_t on : {1, 2, 1})
            all.emplace_back([&, on] {
                for (int again = 0; again < 5; ++again) same += said(on) == alone;
            });
    }
    return alone.empty() ? 0 : same / 5;
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
    int const agree = agreeing(folder);
    std::printf("%d of 3 threads say with a shared model what one says\n", agree);
    bool const labels_agree = delivered(3) == delivered(0);
    std::printf("labelled images that three workers load %s\n", labels_agree ? "are the same" : "differ");
    return first == second && agree == 3 && labels_agree ? 0 : 1;
}
