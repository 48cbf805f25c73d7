/// Times what a loader does to images in files: reads, decodes, resizes to 256 x 256 and cuts one of the ten views of
/// 224 x 224 out of each, or augments each, in batches of 32. bench/compare_loading sets it beside torchvision.
#include "figures.hpp"

#include <chrnn/images.hpp>

#include <ctime>

using namespace chrnn;

namespace {

constexpr index_t side = 256, crop = 224;

/// The caller of a loader prepares images as well as the workers.
loader_options options(crop_policy crops, augmentation const& augment, index_t threads) {
    return {.rows = crop,
            .columns = crop,
            .batch = 32,
            .crops = crops,
            .augment = augment,
            .workers = static_cast<int>(threads - 1),
            .cache_bytes = 0};
}

/// In seconds: of one thread the processor's time, which other programs on the machine change little.
double now(index_t threads) {
    if (threads == 1) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

int main(int count, char** arguments) {
    CLI::App program{"Times the loading of images in one subfolder a class."};
    std::filesystem::path images, file;
    measure timed;
    bool by_stb = false, augmented = false;
    image_limits limits;
    program.add_option("--images", images, "the folder")->required();
    program.add_option("--write", file, "write the centre crops of the first batch as .npy, and time nothing");
    program.add_flag("--stb", by_stb, "decode by stb_image, whatever there is");
    program.add_flag("--draft", limits.draft, "decode large JPEGs at a part of their size");
    program.add_flag("--augment", augmented, "crop, flip, change colours and cut out at random");
    timed.add_options(program);
    return run_program(program, count, arguments, [&] {
        if (by_stb) detail::jpeg_decoder = detail::decode_by_stb;
        image_folder const data(images, side, {}, limits);
        mean_image const mean{3, side, side, std::vector<float>(3 * side * side, 128)};
        augmentation augment;
        if (augmented)
            augment = random_resized_crop{} | horizontal_flip{} |
                      colour_jitter{.brightness = 0.4, .contrast = 0.4, .saturation = 0.4} | cutout{};
        bool const views = file.empty() && !augmented;
        loader batches(data, mean,
                       options(views ? crop_policy::random_of_ten : crop_policy::centre, augment, timed.threads));
        if (!file.empty()) {
            batches.start(0);
            auto const first = batches.next();
            save_npy(file, first->inputs, {std::ssize(first->items), 3, crop, crop});
            return;
        }
        std::vector<double> seconds;
        for (index_t run = -1; run < timed.runs; ++run) {
            double const begin = now(timed.threads);
            for (batches.start(run + 1); batches.next();) {
            }
            if (run >= 0) seconds.push_back((now(timed.threads) - begin) / static_cast<double>(data.size()));
        }
        std::sort(seconds.begin(), seconds.end());
        bool const stb = detail::jpeg_decoder == detail::decode_by_stb;
        std::string const how = stb ? ", stb_image" : limits.draft ? ", drafts" : "";
        figure{"loading", images.filename().string(), 1, timed.threads, seconds}.print("chrnn" + how);
    });
}
