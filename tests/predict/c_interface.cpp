#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <chrnn/io/model_file.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/predict/c_interface.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace chrnn;

namespace {

struct tiny : network<input<3, 8, 8>, dense<3>, softmax_cross_entropy> {};
struct other : network<input<1, 8, 8>, dense<3>, softmax_cross_entropy> {};
struct same_parameters : network<input<3, 8, 8>, lrn<3>, dense<3>, softmax_cross_entropy> {};

template <class Net>
std::string saved(temporary_folder const& folder, bool with_classes = true) {
    model<Net> net(batch{1}, seed{3});
    if (with_classes) {
        net.preprocessing().rows = net.preprocessing().columns = 9;
        net.preprocessing().classes = {"ant", "b\xC3\xBC\x66\x66\x65l", "cow"};
    }
    std::string const path = folder / "net.safetensors";
    save(net, path);
    return path;
}

/// Closes what was opened.
struct handle {
    chrnn_classifier* network = nullptr;
    handle() = default;
    explicit handle(std::string const& path) { REQUIRE(chrnn_open(path.c_str(), 1, &network) == chrnn_done); }
    handle(handle const&) = delete;
    ~handle() { chrnn_close(network); }
};

bitmap const picture = any_picture(12, 10, 3, 5);

int classify_picture(chrnn_classifier* network, std::span<float> to) {
    return chrnn_classify_pixels(network, picture.pixels.data(), 12, 10, 3, to.data(), to.size());
}
bool says(std::string_view part) { return std::string_view(chrnn_error()).find(part) != std::string_view::npos; }

} // namespace

template class chrnn::c_interface<tiny, same_parameters, other>;

TEST_CASE("a network opened for C gives the probabilities that the model gives") {
    temporary_folder const folder;
    std::string const path = saved<tiny>(folder);
    model<tiny> net;
    load(net, path);
    handle const own(path);
    REQUIRE(chrnn_classes(own.network) == 3);
    CHECK(std::string(chrnn_class_name(own.network, 1)) == "b\xC3\xBC\x66\x66\x65l");
    std::array<float, 3> of_pixels{}, of_file{};
    CHECK(classify_picture(own.network, of_pixels) == chrnn_done);
    auto const file = encoded(picture, "png");
    CHECK(chrnn_classify(own.network, file.data(), file.size(), of_file.data(), 3) == chrnn_done);
    CHECK(of_pixels == of_file);
    for (auto const& [name, probability] : net.classify(picture)) {
        auto const at = std::ranges::find(net.preprocessing().classes, name) - net.preprocessing().classes.begin();
        CHECK(of_file[static_cast<std::size_t>(at)] == static_cast<float>(probability));
    }
}

TEST_CASE("of several networks in a library that one is opened which the file is for") {
    temporary_folder const folder;
    handle const own(saved<other>(folder));
    std::array<float, 3> to{};
    CHECK(classify_picture(own.network, to) == chrnn_bad_image);
    CHECK(says("an image of 3 channels does not fit a network for 1"));
}
TEST_CASE("of networks in a library with the same parameters the first is opened") {
    temporary_folder const folder;
    std::string const path = saved<same_parameters>(folder);
    handle const own(path);
    std::array<float, 3> to{};
    REQUIRE(classify_picture(own.network, to) == chrnn_done);
    trained_model<tiny> const first(path);
    trained_model<same_parameters> const second(path);
    CHECK(std::ranges::equal(prediction<tiny>(first).predict(picture), to));
    CHECK_FALSE(std::ranges::equal(prediction<same_parameters>(second).predict(picture), to));
}
TEST_CASE("of a file that is for none of a library's networks is said what the first has against it") {
    temporary_folder const folder;
    using large = network<input<3, 9, 9>, dense<3>, softmax_cross_entropy>;
    chrnn_classifier* none = nullptr;
    CHECK(chrnn_open(saved<large>(folder).c_str(), 1, &none) == chrnn_bad_model);
    CHECK(none == nullptr);
    CHECK(says("[3, 243] in the file, [3, 192] in the network")); // for another of them it would be 64
}

TEST_CASE("what is wrong with a call from C is a code and a sentence") {
    temporary_folder const folder;
    std::string const path = saved<tiny>(folder);
    handle const own(path);
    std::array<float, 3> to{};
    chrnn_classifier* none = own.network;

    CHECK(chrnn_open(nullptr, 1, &none) == chrnn_bad_call);
    CHECK(none == nullptr);
    CHECK(says("the path is a null pointer"));
    CHECK(chrnn_open(path.c_str(), 1, nullptr) == chrnn_bad_call);
    CHECK(chrnn_open(path.c_str(), -1, &none) == chrnn_bad_call);
    CHECK(says("-1 threads"));
    CHECK(chrnn_classify_pixels(nullptr, picture.pixels.data(), 12, 10, 3, to.data(), 3) == chrnn_bad_call);
    CHECK(says("the network is a null pointer"));
    CHECK(chrnn_classify_pixels(own.network, nullptr, 12, 10, 3, to.data(), 3) == chrnn_bad_call);
    CHECK(says("the image is a null pointer"));
    CHECK(chrnn_classify(own.network, picture.pixels.data(), 5, nullptr, 3) == chrnn_bad_call);
    CHECK(says("probabilities is a null pointer"));
    CHECK(classify_picture(own.network, std::span(to).first(2)) == chrnn_bad_call);
    CHECK(says("there is place for 2 probabilities, but the network has 3 classes"));
    CHECK(chrnn_classes(nullptr) == 0);
    CHECK(chrnn_class_name(nullptr, 0) == nullptr);
    CHECK(chrnn_class_name(own.network, 3) == nullptr);
    chrnn_close(nullptr);
}

TEST_CASE("what is wrong with a file or an image is a code and a sentence for C") {
    temporary_folder const folder;
    std::string const path = saved<tiny>(folder);
    handle const own(path);
    std::array<float, 3> to{};
    chrnn_classifier* none = own.network;

    CHECK(chrnn_open((folder / "nowhere").c_str(), 1, &none) == chrnn_bad_model);
    CHECK(none == nullptr);
    CHECK(says("nowhere"));
    std::string const long_name(5000, 'x');
    CHECK(chrnn_open(long_name.c_str(), 1, &none) == chrnn_bad_model);
    CHECK(std::string_view(chrnn_error()).size() < 1024);
    folder.write("damaged", contents(path).substr(0, 300));
    CHECK(chrnn_open((folder / "damaged").c_str(), 1, &none) == chrnn_bad_model);
    CHECK(says("damaged"));
    CHECK(chrnn_open(saved<tiny>(folder, false).c_str(), 1, &none) == chrnn_bad_model);

    CHECK(chrnn_classify(own.network, "no image", 8, to.data(), 3) == chrnn_bad_image);
    CHECK(says("it is not a JPEG, PNG or BMP image"));
    CHECK(chrnn_classify(own.network, "", 0, to.data(), 3) == chrnn_bad_image);
    auto const pixels = [&](std::size_t rows, std::size_t columns, std::size_t channels) {
        return chrnn_classify_pixels(own.network, picture.pixels.data(), rows, columns, channels, to.data(), 3);
    };
    CHECK(pixels(0, 10, 3) == chrnn_bad_image);
    CHECK(pixels(12, 10, 1) == chrnn_bad_image);
    CHECK(pixels(12, 10, 4) == chrnn_bad_image);
    CHECK(pixels(std::size_t(-1), std::size_t(-1), 3) == chrnn_bad_image);
    CHECK(to == std::array<float, 3>{});
    CHECK(classify_picture(own.network, to) == chrnn_done); // none of that has done any harm
}

#if !defined(__SANITIZE_ADDRESS__) // which reserves more than any limit
TEST_CASE("threads that the machine lacks are not the fault of the file or the image for C") {
    temporary_folder const folder;
    std::string const path = saved<tiny>(folder);
    rlimit whole{};
    ::getrlimit(RLIMIT_AS, &whole);
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit const tight{static_cast<rlim_t>(pages * ::sysconf(_SC_PAGESIZE) + (200 << 20)), whole.rlim_max};
    chrnn_classifier* none = nullptr;
    ::setrlimit(RLIMIT_AS, &tight);
    int const outcome = chrnn_open(path.c_str(), 1024, &none);
    ::setrlimit(RLIMIT_AS, &whole);
    CHECK(outcome == chrnn_failed);
    CHECK(none == nullptr);
    CHECK(says("of 1024 threads could be started"));
}
#endif

TEST_CASE("threads classify with one network opened for C, and each has its own sentence") {
    temporary_folder const folder;
    handle const own(saved<tiny>(folder));
    std::array<float, 3> expected{};
    REQUIRE(classify_picture(own.network, expected) == chrnn_done);
    std::array<int, 4> same{};
    {
        std::vector<std::jthread> all;
        for (std::size_t i = 0; i < 4; ++i)
            all.emplace_back([&, i] {
                for (int again = 0; again < 50; ++again) {
                    std::array<float, 3> to{};
                    same[i] += classify_picture(own.network, to) == chrnn_done && to == expected;
                }
                same[i] += chrnn_error()[0] == '\0';
            });
    }
    CHECK(same == std::array{51, 51, 51, 51});
}
