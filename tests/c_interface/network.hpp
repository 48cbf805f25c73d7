/// The network of a library that C and Python call.
#pragma once

#include <chrnn/cell/lstm.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/network/network.hpp>
#include <chrnn/traverse/direction.hpp>

struct shapes
    : chrnn::network<chrnn::input<3, 16, 16>, chrnn::conv<8, 5, chrnn::stride<3>>, chrnn::rectifier,
                     chrnn::pyramid<2, 1>, chrnn::hierarchy<chrnn::lstm, chrnn::all_directions, chrnn::linked>,
                     chrnn::dropout<0.5>, chrnn::dense<3>, chrnn::softmax_cross_entropy> {};
