/// MOP-CNN (Tables II, IV and V): the network's last hidden layer on patches at three scales, pooled without order by
/// the maximum and by VLAD, and a linear classifier, beside the network alone.
#include "figure_text.hpp"
#include "finished_runs.hpp"
#include "linear_classifier.hpp"
#include "markdown.hpp"
#include "patch_codebook.hpp"
#include "patch_descriptors.hpp"

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/train/mcnemar.hpp>

#include <iostream>

using namespace experiment;

namespace {

struct options {
    codebook_options codebook{};
    linear_options linear{};
    index_t sample = 1000; ///< training images to learn the codebooks from
};

constexpr std::size_t poolings = 3; ///< none but the whole image, the maximum, VLAD

/// What a classifier takes of a set of images, by each pooling.
using pooled_images = std::array<std::vector<float>, poolings>;

/// Appends what stands for an image at one scale, and zeros in the rest of its place.
void append(std::vector<float>& to, std::vector<float> const& numbers) {
    to.insert(to.end(), numbers.begin(), numbers.end());
    to.resize(to.size() + static_cast<std::size_t>(scale_numbers) - numbers.size());
}

/// Codebooks of the scales that have several patches, from the descriptors of some training images.
std::vector<patch_codebook> learn_codebooks(patch_reader& reader, dataset const& train, options const& o) {
    std::vector<index_t> items(static_cast<std::size_t>(train.size()));
    std::iota(items.begin(), items.end(), index_t{0});
    shuffle(std::span(items), random_stream{random_key(o.codebook.seed, "codebook images")});
    items.resize(std::min(items.size(), static_cast<std::size_t>(o.sample)));
    std::array<std::vector<std::vector<float>>, scale_count> images;
    for (index_t item : items) {
        descriptors_of_scales read = reader.read(train.load(item, 3));
        for (std::size_t scale = 0; scale < read.size(); ++scale) images[scale].push_back(std::move(read[scale]));
    }
    std::vector<patch_codebook> books;
    for (std::size_t scale = 1; scale < images.size(); ++scale)
        books.emplace_back(images[scale], reader.size(), o.codebook);
    return books;
}

pooled_images pooled(patch_reader& reader, dataset const& data, std::vector<patch_codebook> const& books) {
    pooled_images all;
    auto& [whole, maximum, aggregated] = all;
    for (index_t item = 0; item < data.size(); ++item) {
        descriptors_of_scales const read = reader.read(data.load(item, 3));
        for (std::size_t scale = 0; scale < read.size(); ++scale) {
            std::vector<float> most = max_pooled(read[scale], reader.size());
            make_unit(most);
            append(whole, scale == 0 ? most : std::vector<float>());
            append(maximum, most);
            append(aggregated, scale == 0 ? most : books[scale - 1].pooled(read[scale]));
        }
    }
    return all;
}

std::vector<int> labels_of(dataset const& data) {
    std::vector<int> labels;
    for (index_t item = 0; item < data.size(); ++item) labels.push_back(data.label(item));
    return labels;
}

std::vector<std::string> row_of(std::string const& name, test_result const& found, test_result const& alone,
                                std::string const& paper) {
    auto const right = std::views::transform([](said_of_item const& one) { return one.right(); });
    paired_test const chance = mcnemar(alone.items | right, found.items | right);
    return {name,
            percent(found.top1),
            percent(found.mean_class),
            std::to_string(chance.only_second),
            std::to_string(chance.only_first),
            probability(chance.p),
            paper};
}

void compare(plan const& p, options const& o) {
    auto const sets = sets_of(p.folder, p.scenes);
    check_classifier(std::ssize(sets->train().classes()));
    outcome const run_alone = finished_runs(p, {sets->train(), &sets->test()}).front();
    if (!run_alone.one_view) fail("the run of ", p.networks[0], " has no test with one view");
    test_result const& alone = *run_alone.one_view;

    std::string const name = run{p.networks[0], p.seeds.front()}.name();
    trained_network const from = load_trained(p.out, name, 50, p.threads); // all patches of a scale at a time
    patch_reader reader(*from.net);
    if (reader.size() > scale_numbers)
        fail("the last hidden layer has ", reader.size(), " numbers, more than the ", scale_numbers,
             " that the classifier takes of a scale");
    std::cerr << name << ": codebooks from patches of training images" << std::endl;
    auto const books = learn_codebooks(reader, sets->train(), o);
    std::cerr << name << ": patches of " << sets->train().size() + sets->test().size() << " images" << std::endl;
    pooled_images const train = pooled(reader, sets->train(), books), test = pooled(reader, sets->test(), books);

    std::string const title = title_of(p.networks[0]);
    std::vector<std::vector<std::string>> rows{{"classifier", "top-1", "mean of classes", "only it right",
                                                "only " + title + " right", "p", "the paper over AlexNet, points"},
                                               {title + " alone", percent(alone.top1), percent(alone.mean_class)}};
    rows.back().resize(rows.front().size());
    char const* const names[poolings] = {"linear, of the whole image", "MOP-CNN, max pooling", "MOP-CNN, VLAD pooling"};
    char const* const paper[poolings] = {"", "+4.1 SUN 397, +3.3 MIT Indoor", "+7.6 SUN 397, +7.3 MIT Indoor"};
    for (std::size_t i = 0; i < poolings; ++i) {
        samples const learnt(sets->train().size(), train[i], labels_of(sets->train()));
        samples const tested(sets->test().size(), test[i], labels_of(sets->test()));
        rows.push_back(row_of(names[i], test_linearly(learnt, tested, o.linear), alone, paper[i]));
    }
    std::string const table =
        "Accuracies on " + std::to_string(sets->test().size()) +
        " test images in percent, with one view. p: McNemar's exact test against the network alone.\n\n" +
        markdown_table(rows);
    std::filesystem::path const file = std::filesystem::path(p.writable) / "mop.md";
    write_file(file, "# MOP-CNN on " + title + "\n\n    " + p.command + "\n\n" + table);
    std::cout << table << "wrote " << file.string() << "\n";
}

} // namespace

int main(int count, char** arguments) {
    plan const standard{.program = "mop",
                        .text =
                            "Pools what a network's last hidden layer says of patches at three scales by the "
                            "maximum and by VLAD (MOP-CNN of Tables II, IV and V), and compares a linear classifier "
                            "of that with the network alone. A network that is not in the output folder is trained.",
                        .networks = {"alexnet"},
                        .quick_epochs = 8,
                        .out = "out/tables",
                        .threads = 0};
    options o;
    auto const more = [&](CLI::App& program, plan& parsed) {
        auto const add = [&](char const* option, auto& number, char const* text, auto least, auto most) {
            program.add_option(option, number, text)->check(CLI::Range(least, most))->capture_default_str();
        };
        add("--sample", o.sample, "training images to learn codebooks from", 2, 1000000);
        add("--components", o.codebook.components, "principal components of a patch's descriptor", 1, 4096);
        add("--centres", o.codebook.centres, "of each scale's codebook", 1, 10000);
        add("--pooled", o.codebook.pooled, "principal components of an image's VLAD vector, for each scale", 1,
            static_cast<int>(scale_numbers));
        add("--linear-epochs", o.linear.epochs, "passes of the linear classifier over the training images", 0, 100000);
        add("--linear-rate", o.linear.rate, "its learning rate at the start", 1e-9, 100.0);
        add("--linear-decay", o.linear.decay, "its weight decay", 0.0, 1.0);
        program.final_callback([&] {
            check_no_choice(parsed);
            if (parsed.networks.size() != 1)
                throw CLI::ValidationError("--networks",
                                           "patches are read by one, not " + std::to_string(parsed.networks.size()));
            o.codebook.seed = o.linear.seed = parsed.seeds.front();
        });
    };
    return run_experiment(
        standard, count, arguments, [&](plan const& p) { compare(p, o); }, more);
}
