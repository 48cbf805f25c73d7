/// Small networks for synthetic scenes of 32 x 32 pixels, and what is compared of them.
#pragma once

#include <chrnn/cell/lstm.hpp>
#include <chrnn/data/synthetic.hpp>
#include <chrnn/fit/fit.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/traverse/direction.hpp>

#include <bit>

/// A bit of everything.
struct small_scenes
    : chrnn::network<chrnn::input<3, 28, 28>, chrnn::conv<4, 7, chrnn::stride<3>>, chrnn::rectifier,
                     chrnn::pyramid<2, 1>,
                     chrnn::hierarchy<chrnn::lstm, chrnn::directions<chrnn::se, chrnn::nw>, chrnn::linked>,
                     chrnn::dropout<0.5>, chrnn::dense<8>, chrnn::softmax_cross_entropy> {};

/// The least network with parameters and dropout: quick to compile.
template <chrnn::probability P>
struct plain_scenes : chrnn::network<chrnn::input<3, 28, 28>, chrnn::dense<4>, chrnn::rectifier, chrnn::dropout<P>,
                                     chrnn::dense<8>, chrnn::softmax_cross_entropy> {};

/// The bits of all parameters, and the number of steps.
template <class Model>
std::vector<std::uint64_t> bits(Model& net) {
    std::vector<std::uint64_t> all{net.steps()};
    for (double x : net.parameters_span()) all.push_back(std::bit_cast<std::uint64_t>(x));
    return all;
}

/// Training history as text, without the columns that depend on the clock.
inline std::string untimed(std::string const& text) {
    std::string all;
    for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
        end = text.find('\n', begin);
        std::string line = text.substr(begin, end - begin);
        for (int column = 0; column < 2; ++column) line.erase(line.rfind(','));
        all += line + '\n';
    }
    return all;
}
