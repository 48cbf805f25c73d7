/// A trained network taken anywhere: a program or a library that predicts, without gradients, rules of learning or
/// anything else that trains. Needs what <chrnn/files.hpp> and <chrnn/images.hpp> need, when it is built; when it runs,
/// the standard library.
#pragma once

#include <chrnn/predict/opened_network.hpp> // a trained model of whatever type
#include <chrnn/predict/prediction.hpp>     // the memory that one thread needs
#include <chrnn/predict/trained_model.hpp>  // parameters that threads share
