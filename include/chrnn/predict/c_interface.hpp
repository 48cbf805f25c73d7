/// The C interface of a network: the functions of <chrnn/predict/c_interface.h>, for a library of one file.
#pragma once

#include <chrnn/base/utf8.hpp>
#include <chrnn/data/decode.hpp>
#include <chrnn/predict/c_interface.h>
#include <chrnn/predict/opened_network.hpp>

#include <cstdio>

namespace chrnn::CHRNN_ABI::detail {

/// Opens a file with a network of the library, which says how before its functions can be called.
using network_opener = std::unique_ptr<opened_network> (*)(std::filesystem::path const&, threads);
inline network_opener open_for_c = nullptr;

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
    } catch (shortage const& problem) {
        return failed(chrnn_failed, problem.what());
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

/// `template class chrnn::c_interface<my_network>;`, once in a library, makes `chrnn_open` know that network; of
/// several it opens the first that the file's parameters are for.
template <class Net, class... Others>
class c_interface {
    static std::unique_ptr<detail::opened_network> open(std::filesystem::path const& path, threads each) {
        try {
            return std::make_unique<detail::opened_network_of<Net>>(path, each);
        } catch (shortage const&) {
            throw;
        } catch (error const&) {
            std::unique_ptr<detail::opened_network> other;
            ((other = other ? std::move(other) : opened<Others>(path, each)), ...);
            if (!other) throw; // with what the first has against the file
            return other;
        }
    }
    template <class Other>
    static std::unique_ptr<detail::opened_network> opened(std::filesystem::path const& path, threads each) try {
        return std::make_unique<detail::opened_network_of<Other>>(path, each);
    } catch (shortage const&) {
        throw;
    } catch (error const&) {
        return nullptr;
    }
    [[gnu::used]] inline static detail::network_opener const known = detail::open_for_c = open;
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
        if (!open_for_c) chrnn::fail("this library knows no network");
        *opened = reinterpret_cast<chrnn_classifier*>(open_for_c(path, chrnn::threads{threads}).release());
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
