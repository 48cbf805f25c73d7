/// ONNX out, beside <chrnn/chrnn.hpp>: a model for onnxruntime and other programs to predict with. Needs nothing else.
#pragma once

// messages -> nodes -> layers -> file
#include <chrnn/onnx/graph.hpp>
#include <chrnn/onnx/hierarchy_form.hpp>
#include <chrnn/onnx/layer_form.hpp>
#include <chrnn/onnx/number.hpp>
#include <chrnn/onnx/save.hpp> // save_onnx
#include <chrnn/onnx/scan_form.hpp>
