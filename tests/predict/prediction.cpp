#include "fit/small_scenes.hpp"
#include "temporary_folder.hpp"

#include <chrnn/io/model_file.hpp>
#include <chrnn/predict/prediction.hpp>

#include <catch2/catch.hpp>

#include <thread>

using namespace chrnn;

namespace {

/// A scan whose gates do not fill panels of a product, on grids that are not square.
struct odd : network<input<3, 11, 9>, conv<5, 3>, rectifier, pyramid<grid(5, 4), grid(2, 3), 1>,
                     hierarchy<lstm, all_directions, linked>, dense<3>, softmax_cross_entropy> {};
/// One whose gates do, so that its parameters are laid out where they lie.
struct even : network<input<32, 4, 4>, hierarchy<lstm, directions<se, nw>, linked>, dropout<0.5>, dense<3>,
                      softmax_cross_entropy> {};

/// y = W x + the diagonal of W: a parameter that is a factor and something else.
struct with_diagonal : layer {
    static constexpr std::string_view kind = "with_diagonal";
    static constexpr activations backward_reads = activations::none;
    template <feature_shape In>
    static consteval feature_shape output() {
        return vector_shape(In.size());
    }
    template <feature_shape In>
    static constexpr auto parameters() {
        return parameter_list(weight("weight", {In.size(), In.size()}));
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box) {
        return whole_of(In);
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        constexpr index_t n = In.size();
        p.on.template multiply<reading::plain, reading::transposed, false>(
            p.samples, dense_matrices(p.y, 1, n), dense_matrices(p.x, 1, n), dense_matrices(p.weights, n, n));
        for (index_t i = 0; i < p.samples * n; ++i) p.y[i] += p.weights[i % n * (n + 1)];
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const&) {}
};
struct diagonal : network<input<32, 1, 1>, with_diagonal, softmax_cross_entropy> {};

template <class Net>
std::vector<float> some_input(int which = 0) {
    std::vector<float> x(static_cast<std::size_t>(Net::input.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<float>(distribution::normal{}(random_stream{std::uint64_t(7 + which)}, i));
    return x;
}

template <class Net>
void save_untrained(std::filesystem::path const& path, std::uint64_t from = 3) {
    model<Net> net(batch{1}, seed{from});
    net.preprocessing() = {.rows = Net::input.rows() + 2, .columns = Net::input.columns() + 3};
    for (index_t k = 0; k < Net::classes; ++k) net.preprocessing().classes.push_back("class " + std::to_string(k));
    save(net, path);
}

template <class Net, class Backend = cpu>
void check_same_bits() {
    temporary_folder const folder;
    save_untrained<Net>(folder / "net.safetensors");
    model<Net, Backend> net;
    load(net, folder / "net.safetensors");
    trained_model<Net, Backend> const trained(folder / "net.safetensors");
    for (index_t count : {1, 2, 3}) {
        prediction<Net, Backend> own(trained, threads{count});
        for (int which : {0, 1, 0}) {
            auto const x = some_input<Net>(which);
            auto const expected = net.predict(x);
            CHECK(std::ranges::equal(own.predict(x), expected));
        }
    }
}

} // namespace

TEST_CASE("a prediction gives the bits that the model gives, on the same backend") {
    check_same_bits<odd, cpu_bf16>();
    check_same_bits<even, cpu_bf16>();
    check_same_bits<small_scenes, cpu_bf16>();
    check_same_bits<odd>();
    check_same_bits<even>();
    check_same_bits<small_scenes>();
}

TEST_CASE("threads that share a trained model give the bits that one gives") {
    temporary_folder const folder;
    save_untrained<even>(folder / "net.safetensors");
    trained_model<even> const trained(folder / "net.safetensors");
    prediction<even> alone(trained);
    std::vector<std::vector<float>> expected;
    for (int i = 0; i < 4; ++i) {
        auto const one = alone.predict(some_input<even>(i));
        expected.emplace_back(one.begin(), one.end());
    }
    std::array<int, 4> same{};
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < 4; ++i)
            all.emplace_back([&, i] {
                prediction<even> own(trained);
                for (int again = 0; again < 20; ++again)
                    same[std::size_t(i)] +=
                        std::ranges::equal(own.predict(some_input<even>(i)), expected[std::size_t(i)]);
            });
    }
    CHECK(same == std::array{20, 20, 20, 20});
}

TEST_CASE("a file of another network, and an input of another size, are refused in one sentence") {
    temporary_folder const folder;
    save_untrained<even>(folder / "net.safetensors");
    CHECK_THROWS_WITH(trained_model<odd>(folder / "net.safetensors"),
                      Catch::Contains("the network") && !Catch::Contains("\n"));
    trained_model<even> const trained(folder / "net.safetensors");
    prediction<even> own(trained);
    CHECK_THROWS_WITH(own.predict(std::vector<float>(3)), "3 numbers are not the input 32x4x4 of the network");
    CHECK_THROWS_WITH(own.predict(bitmap(9, 9, 3)), Catch::Contains("3 channels does not fit a network for 32"));
}

TEST_CASE("a layer that reads the weights of its products otherwise, too, is refused where they are rounded") {
    temporary_folder const folder;
    save_untrained<diagonal>(folder / "net.safetensors");
    CHECK_THROWS_WITH((trained_model<diagonal, cpu_bf16>(folder / "net.safetensors")),
                      Catch::Contains("cannot be laid out for good: predict with a model"));
    check_same_bits<diagonal>();
}
