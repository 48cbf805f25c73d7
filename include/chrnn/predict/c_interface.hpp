/// The C interface of a network: the functions of <chrnn/predict/c_interface.h>, for a library of one file.
#pragma once

#include <chrnn/base/utf8.hpp>
#include <chrnn/data/decode.hpp>
#include <chrnn/predict/c_interface.h>
#include <chrnn/predict/opened_network.hpp>

#include <cstdio>

namespace chrnn::CHRNN_ABI::detail {

/// One of the networks that a library knows.
struct known_network {
    using opener = std::unique_ptr<opened_network> (*)(std::filesystem::path const&, threads);
    opener open;
    known_network const* next; ///< null at the end

    inline static known_network const* first = nullptr;
    explicit known_network(opener open) : open(open), next(std::exchange(first, this)) {}
};

/// The sentence about the last failure in this thread: an array, so that it can be kept where memory lacks.
inline thread_local char c_failure[1024];

inline int failed(chrnn_outcome how, char const* sentence) {
    std::snprintf(c_failure, sizeof c_failure, "%s", sentence);
    std::size_t whole = 0; // a character that did not fit is left out
    while (std::size_t const bytes = utf8_bytes(c_failure + whole)) whole += bytes;
    if (std::string_view(sentence).size() >= sizeof c_failure) c_failure[whole] = '\0';
    return how;
}

/// What `act` comes to; what it throws as `error` is about what it was given.
template <class Act>
int without_exceptions(chrnn_outcome bad, Act const& act) {
    try {
        act();
        return chrnn_done;
    } catch (error const& problem) {
        return failed(bad, problem.what());
    } catch (std::bad_alloc const&) {
        return failed(chrnn_failed, "out of memory");
    } catch (std::exception const& problem) {
        return failed(chrnn_failed, problem.what());
    } catch (...) {
        return failed(chrnn_failed, "something unknown went wrong");
    }
}

/// Opens a file with the first of the known networks that it fits.
inline std::unique_ptr<opened_network> open_known(std::filesystem::path const& path, threads each) {
    if (!known_network::first) fail("this library knows no network");
    for (known_network const* one = known_network::first;; one = one->next) try {
            return one->open(path, each);
        } catch (error const&) {
            if (!one->next) throw;
        }
}

inline opened_network* network_behind(chrnn_classifier const* handle) {
    return reinterpret_cast<opened_network*>(const_cast<chrnn_classifier*>(handle));
}

/// Classifies what `image(network)` returns, which is made of numbers at `given`.
template <class Image>
int classify_for_c(chrnn_classifier* handle, void const* given, float* to, std::size_t classes, Image const& image) {
    opened_network* const network = network_behind(handle);
    int const call = without_exceptions(chrnn_bad_call, [&] {
        if (!network) fail("the network is a null pointer");
        if (!given) fail("the image is a null pointer");
        if (!to) fail("the place for the probabilities is a null pointer");
        if (std::size_t const own = network->classes().size(); classes != own)
            fail("there is place for ", classes, " probabilities, but the network has ", own, " classes");
    });
    if (call != chrnn_done) return call;
    return without_exceptions(chrnn_bad_image, [&] { network->classify(image(*network), {to, classes}); });
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `template class chrnn::c_interface<my_network>;` in the one file of a library makes `chrnn_open` know that network.
/// Of several networks it opens one that the file's parameters are for; of two with the same parameters either.
template <class Net>
class c_interface {
    static std::unique_ptr<detail::opened_network> open(std::filesystem::path const& path, threads each) {
        return std::make_unique<detail::opened_network_of<Net>>(path, each);
    }
    [[gnu::used]] inline static detail::known_network const known{open};
};

} // namespace chrnn::CHRNN_ABI

// Inline, so that the header may be included twice; `used`, so that they are there although nobody calls them.

extern "C" {

[[gnu::used]] inline int chrnn_open(char const* path, int threads, chrnn_classifier** opened) {
    using namespace chrnn::detail;
    int const call = without_exceptions(chrnn_bad_call, [&] {
        if (opened) *opened = nullptr;
        if (!opened) chrnn::fail("the place for the network is a null pointer");
        if (!path) chrnn::fail("the path is a null pointer");
        if (threads < 0 || threads > 1024) chrnn::fail("a network cannot compute on ", threads, " threads");
    });
    if (call != chrnn_done) return call;
    return without_exceptions(chrnn_bad_model, [&] {
        *opened = reinterpret_cast<chrnn_classifier*>(open_known(path, chrnn::threads{threads}).release());
    });
}

[[gnu::used]] inline size_t chrnn_classes(chrnn_classifier const* network) {
    return network ? chrnn::detail::network_behind(network)->classes().size() : 0;
}

[[gnu::used]] inline char const* chrnn_class_name(chrnn_classifier const* network, size_t label) {
    return label < chrnn_classes(network) ? chrnn::detail::network_behind(network)->classes()[label].c_str() : nullptr;
}

[[gnu::used]] inline int chrnn_classify(chrnn_classifier* network, void const* file, size_t size, float* probabilities,
                                        size_t classes) {
    return chrnn::detail::classify_for_c(network, file, probabilities, classes, [&](auto const& own) {
        return chrnn::decode({static_cast<std::byte const*>(file), size}, own.input().channels, "the image");
    });
}

[[gnu::used]] inline int chrnn_classify_pixels(chrnn_classifier* network, unsigned char const* pixels, size_t rows,
                                               size_t columns, size_t channels, float* probabilities, size_t classes) {
    return chrnn::detail::classify_for_c(network, pixels, probabilities, classes, [&](auto const&) {
        auto const most = static_cast<size_t>(chrnn::image_limits{}.pixels);
        if (rows > most || columns > most || rows * columns > most || channels > 3)
            chrnn::fail("an image of ", rows, " x ", columns, " pixels of ", channels, " channels is not accepted");
        chrnn::bitmap image(static_cast<chrnn::index_t>(rows), static_cast<chrnn::index_t>(columns),
                            static_cast<chrnn::index_t>(channels));
        std::copy_n(pixels, image.pixels.size(), image.pixels.begin());
        return image;
    });
}

[[gnu::used]] inline void chrnn_close(chrnn_classifier* network) { delete chrnn::detail::network_behind(network); }

[[gnu::used]] inline char const* chrnn_error(void) { return chrnn::detail::c_failure; }

} // extern "C"
