#include "process_memory.hpp"
#include "temporary_folder.hpp"

#include <chrnn/io/model_file.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/predict/prediction.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// 34 MB in one parameter, and half as much in another.
struct large
    : network<input<1, 32, 32>, dense<8192>, rectifier, dense<512>, rectifier, dense<3>, softmax_cross_entropy> {};

constexpr long large_bytes = 4 * large::parameter_offset(large::count);

} // namespace

TEST_CASE("a trained model is loaded in the memory that it takes") {
    temporary_folder const folder;
    auto const path = folder / "net.safetensors";
    std::vector<float> const x(1024, 0.5f);
    std::vector<float> expected;
    {
        model<large> net(batch{1}, seed{3});
        save(net, path);
        auto const likely = net.predict(x);
        expected.assign(likely.begin(), likely.end());
    }
    std::unique_ptr<trained_model<large>> loaded;
    [[maybe_unused]] long const most = most_memory([&] { loaded = std::make_unique<trained_model<large>>(path); });
#if !defined(__SANITIZE_ADDRESS__)      // which keeps what was given back
    CHECK(most > large_bytes * 9 / 10); // so that there is something to see
    CHECK(most < large_bytes + (12 << 20));
#endif
    prediction<large> own(*loaded, threads{1});
    CHECK(std::ranges::equal(own.predict(x), expected));

    // One that is kept is not spent.
    tensor_file const kept = read_safetensors(path);
    trained_model<large> const from_kept(kept);
    CHECK(kept.data == read_safetensors(path).data);
}

TEST_CASE("weights of 16 bits take half the memory and give the bits of the model") {
    temporary_folder const folder;
    auto const path = folder / "net.safetensors";
    model<large, cpu_bf16> net(batch{1}, seed{3});
    save(net, path);
    [[maybe_unused]] long const before = memory_in("VmRSS");
    trained_model<large, cpu_bf16> const loaded(path);
    [[maybe_unused]] long const taken = memory_in("VmRSS") - before;
#if !defined(__SANITIZE_ADDRESS__)
    CHECK(taken < large_bytes * 3 / 4);
    CHECK(taken > large_bytes / 4); // they are there
#endif
    prediction<large, cpu_bf16> own(loaded, threads{2});
    std::vector<float> const x(1024, 0.5f);
    CHECK(std::ranges::equal(own.predict(x), net.predict(x)));
}

TEST_CASE(
    "parameters that are loaded from a spent file are those of one that is kept, and one that does not fit is not "
    "spent") {
    temporary_folder const folder;
    auto const path = folder / "net.safetensors";
    std::vector<float> numbers(3 << 20), loaded(numbers.size()), kept(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
    auto const in =
        [](std::vector<float>& place) { // rows of other lengths than in memory; one tensor ends within a page
            return std::vector<parameter_view<float>>{{"a", {3, 1000}, place.data(), 3, 1000, 1024},
                                                      {"b", {2, 1 << 20}, place.data() + 4096, 2, 1 << 20, 1 << 20}};
        };
    auto const both = in(numbers);
    save_parameters(path, both);
    tensor_file file = read_safetensors(path);
    load_parameters(file, in(kept));

    auto const more = [&] {
        auto wanted = in(loaded);
        wanted.push_back({"c", {1, 1}, loaded.data() + 3000000, 1, 1, 1});
        return wanted;
    }();
    auto const data = file.data;
    CHECK_THROWS_AS(load_parameters(std::move(file), more), error);
    CHECK(file.data == data);
    load_parameters(std::move(file), in(loaded));
    CHECK(loaded == kept);
    CHECK(loaded[1024] == numbers[1024]);
    CHECK(loaded[4096 + (2 << 20) - 1] == numbers[4096 + (2 << 20) - 1]);
    CHECK(file.data.capacity() == 0);
    CHECK_THROWS_WITH(load_parameters(file, in(kept)), Catch::Contains("missing")); // not read out of nothing
}

TEST_CASE("parameters of one name are all loaded from a spent file") {
    temporary_folder const folder;
    auto const path = folder / "net.safetensors";
    std::vector<float> numbers(2 << 20), loaded(2 * numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i + 1);
    auto const view = [](float* at) { return parameter_view<float>{"a", {2, 1 << 20}, at, 2, 1 << 20, 1 << 20}; };
    save_parameters(path, std::vector{view(numbers.data())});
    load_parameters(path, std::vector{view(loaded.data()), view(loaded.data() + numbers.size())});
    CHECK(std::ranges::equal(std::span(loaded).first(numbers.size()), numbers));
    CHECK(std::ranges::equal(std::span(loaded).last(numbers.size()), numbers));
}
