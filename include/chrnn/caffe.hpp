/// What Caffe left: weights, means and databases of images, beside <chrnn/chrnn.hpp>. Needs LMDB (Debian: liblmdb-dev)
/// and stb: CMake's targets chrnn::caffe and chrnn::images. The headers of `.caffemodel` and mean alone need neither.
#pragma once

// files -> layers
#include <chrnn/caffe/blob.hpp>
#include <chrnn/caffe/layer_type.hpp>
#include <chrnn/caffe/mean.hpp>    // read_caffe_mean
#include <chrnn/caffe/message.hpp> // protobuf's wire format
#include <chrnn/caffe/model.hpp>   // read_caffe_model

// layers -> parameters
#include <chrnn/caffe/convert.hpp> // colours, scale, groups, the order of a pyramid's scales
#include <chrnn/caffe/tensors.hpp> // names and shapes

// databases -> data set
#include <chrnn/caffe/datum.hpp>
#include <chrnn/caffe/datum_set.hpp>
#include <chrnn/caffe/lmdb.hpp>
