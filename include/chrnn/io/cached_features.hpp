/// Cached features: what the frozen layers of a model make of a data set, computed once and kept in a file.
#pragma once

#include <chrnn/data/features.hpp>
#include <chrnn/data/subset.hpp>
#include <chrnn/fit/head_model.hpp>
#include <chrnn/fit/image_options.hpp>
#include <chrnn/io/feature_file.hpp>

#include <cmath>
#include <cstdio>

namespace chrnn::CHRNN_ABI {

/// How features are computed. The members mean what they mean in `fit_options`.
struct feature_options {
    crop_policy crops = crop_policy::random_of_ten; ///< `centre`: one view of an image is kept; otherwise all ten
    std::optional<mean_image> mean{};               ///< if not given, the mean of the data
    image_options images{};
    std::function<void(index_t done, index_t images)> progress{}; ///< called after every batch
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// What features follow from, as digits: the frozen layers, the data set, some of its pixels, and how they are
/// prepared. Pixels of eight images stand for all, which nobody wants to decode to find that they are those of
/// yesterday.
inline std::string features_key(std::uint64_t front, dataset const& data, loader_options const& how,
                                std::optional<mean_image> const& mean) {
    constexpr index_t looked_at = 8;
    checksum all;
    auto const add = [&](auto const& number) { all.add(std::as_bytes(std::span(&number, 1))); };
    add(front), add(data.fingerprint()), add(count_of(how.crops)), add(how.scale), add(mean.has_value());
    if (mean) all.add(std::as_bytes(std::span(mean->values)));
    for (index_t i = 0; i < looked_at; ++i) try {
            bitmap const image = data.load(i * data.size() / looked_at, how.channels);
            all.add(std::as_bytes(std::span(image.pixels)));
        } catch (error const&) {
            all.add("cannot be read");
        }
    return all.text();
}

/// The frozen layers of `Net` as they compute what a file lacks.
template <class Net, class Backend, class Scalar>
class front_pass {
  public:
    using front = front_of<Net>;

    explicit front_pass(model<Net, Backend, Scalar>& net)
        : net_(net), run_(net.backend(), net.capacity(), purpose::prediction) {}

    /// What comes out of them for images side by side, in the order of these.
    void compute(std::span<float const> images, std::vector<float>& to) {
        constexpr index_t in = front::input.size();
        index_t const all = std::ssize(images) / in;
        to.clear();
        for (index_t first = 0; first < all; first += net_.capacity()) {
            index_t const n = std::min(net_.capacity(), all - first);
            auto const part = images.subspan(static_cast<std::size_t>(first * in), static_cast<std::size_t>(n * in));
            net_.backend().upload(part, run_.input(n));
            run_.forward({.weights = net_.parameter_memory()});
            for (Scalar x : std::as_const(run_).output(front::count - 1)) to.push_back(static_cast<float>(x));
        }
    }

  private:
    model<Net, Backend, Scalar>& net_;
    execution<front, Backend, Scalar> run_;
};

/// Says that features were damaged, to whoever listens.
inline void report_damage(feature_file const& file, std::filesystem::path const& path, image_options const& images) {
    if (file.damaged() == 0) return;
    std::string const found = "of " + in_quotes(path.native()) + " the features of " + std::to_string(file.damaged()) +
                              " images were damaged and are computed again";
    if (images.report)
        images.report(found);
    else
        std::fprintf(stderr, "%s\n", found.c_str());
}

/// Computes what the file lacks, and notes it.
template <class Net, class Backend, class Scalar>
void compute_missing(model<Net, Backend, Scalar>& net, dataset const& data, loader_options const& loading,
                     feature_options const& how, feature_file& file, features_info& info) {
    if (file.missing().empty()) return;
    subset const rest(data, file.missing());
    loader images(rest, info.preprocessing.mean, loading);
    front_pass front(net);
    std::vector<float> rows;
    auto const each = static_cast<std::size_t>(info.views * info.numbers);
    images.start(0);
    while (auto const batch = images.next()) {
        front.compute(batch->inputs, rows);
        for (std::size_t i = 0; i < batch->items.size(); ++i) {
            index_t const image = rest.items()[static_cast<std::size_t>(batch->items[i])];
            auto const row = std::span<float const>(rows).subspan(i * each, each);
            if (!std::ranges::all_of(row, [](float x) { return std::isfinite(x); }))
                fail("what the frozen layers make of ", data.name(image), " is not finite");
            file.write(image, row);
            info.there[static_cast<std::size_t>(image)] = true;
            ++info.computed;
        }
        if (how.progress) how.progress(info.computed, rest.size());
    }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// What the layers of `net` that are frozen from the input on make of every image: from `path` if they were computed
/// before, otherwise computed and written there. Of each image the centre or all ten views are kept, as floats;
/// training then draws one of them, as it draws one of an image.
///
///     auto const kept = cached_features(net, image_folder("beaches/train", 128), "beaches.features");
///     fit(net, kept, sgd{.rate = 0.01}, {.epochs = 60});
///
/// The file is known by the frozen layers and their parameters, the names and labels of the data set, eight of its
/// images, and how they are prepared; where one of these is another, all is computed anew. What was interrupted goes on
/// where it was. An image whose features were damaged is computed again, which `images.report`, or a line on the
/// standard error stream, says. Throws when the path is that of a file of another kind, the file cannot be written,
/// another process computes it, or an output is not finite; and what loaders throw.
template <class Net, class Backend, class Scalar>
features cached_features(model<Net, Backend, Scalar>& net, dataset const& data, std::filesystem::path const& path,
                         feature_options const& how = {}) {
    constexpr feature_shape in = Net::input;
    predictor_of erased(net);
    bool const ten = how.crops != crop_policy::centre;
    index_t const views = ten ? detail::crop_count : 1;
    auto loading = how.images.loading(erased, std::max<index_t>(1, net.capacity() / views),
                                      ten ? crop_policy::ten : crop_policy::centre);
    loading.cache_bytes = 0; // every image is asked for once
    loader::check(data, how.mean.value_or(mean_image{}), loading);
    detail::check_class_names(data.classes());

    features_info info{.views = views, .numbers = detail::front_of<Net>::layers.back().out.size()};
    info.front = detail::front_fingerprint(net);
    info.data = data.fingerprint();
    for (index_t i = 0; i < data.size(); ++i) info.labels.push_back(detail::label_checked(data, i));

    bool const subtracts = !how.mean || !how.mean->values.empty();
    std::array<index_t, 3> const extents =
        subtracts ? std::array{in.channels, data.rows(), data.columns()} : std::array<index_t, 3>{};
    detail::feature_file file(
        path, {detail::features_key(info.front, data, loading, how.mean), data.size(), views, info.numbers, extents});
    detail::report_damage(file, path, how.images);
    if (!file.has_mean())
        file.write_mean(
            (how.mean ? *how.mean : mean_of(data, in.channels, how.images.on_bad_file, std::max(1, how.images.workers)))
                .values);
    auto const mean = file.mean();
    info.preprocessing = {data.rows(), data.columns(), {}, loading.scale, data.classes()};
    if (subtracts) info.preprocessing.mean = {extents[0], extents[1], extents[2], {mean.begin(), mean.end()}};

    info.there.assign(static_cast<std::size_t>(data.size()), true);
    for (index_t image : file.missing()) info.there[static_cast<std::size_t>(image)] = false;
    detail::compute_missing(net, data, loading, how, file, info);
    file.finish();
    return {std::move(info), file.rows(), file.owner()};
}

} // namespace chrnn::CHRNN_ABI
