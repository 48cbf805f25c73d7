/// The decoders that a test runs with, one set after the other: stb_image alone, and the libraries that were found.
#pragma once

#include <chrnn/data/decode.hpp>

#include <string>
#include <vector>

struct decoder_set {
    std::string name;
    chrnn::detail::image_decoder jpeg = chrnn::detail::decode_by_stb, png = chrnn::detail::decode_by_stb;
};

inline std::vector<decoder_set> decoder_sets() {
    std::vector<decoder_set> sets{{"stb_image"}};
    decoder_set libraries{"libraries"};
#ifdef CHRNN_JPEG
    libraries.jpeg = chrnn::detail::decode_by_libjpeg;
#endif
#ifdef CHRNN_PNG
    libraries.png = chrnn::detail::decode_by_libpng;
#endif
    if (libraries.jpeg != sets[0].jpeg || libraries.png != sets[0].png) sets.push_back(libraries);
    return sets;
}

/// While it lives, `decode` uses this set.
class decoders_used {
  public:
    explicit decoders_used(decoder_set const& set) {
        chrnn::detail::jpeg_decoder = set.jpeg;
        chrnn::detail::png_decoder = set.png;
    }
    decoders_used(decoders_used const&) = delete;
    ~decoders_used() {
        chrnn::detail::jpeg_decoder = before_.jpeg;
        chrnn::detail::png_decoder = before_.png;
    }

  private:
    decoder_set before_{"before", chrnn::detail::jpeg_decoder, chrnn::detail::png_decoder};
};

/// In a test case of Catch2: runs it once with each set.
#define WITH_EACH_SET_OF_DECODERS                                                                                      \
    decoder_set const set = GENERATE(from_range(decoder_sets()));                                                      \
    INFO("by " << set.name);                                                                                           \
    decoders_used const used(set)
