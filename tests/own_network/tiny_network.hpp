/// A network of a user's, for train: a convolution in front of one scan.
#pragma once

#include <chrnn/chrnn.hpp>

template <class Input, chrnn::index_t Classes>
struct tiny_network : chrnn::network<Input, chrnn::conv<4, 5, chrnn::stride<4>>, chrnn::rectifier, chrnn::pyramid<3, 1>,
                                     chrnn::hierarchy<chrnn::srn, chrnn::all_directions>, chrnn::dense<Classes>,
                                     chrnn::softmax_cross_entropy> {};
