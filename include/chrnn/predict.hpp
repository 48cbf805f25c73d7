/// A trained network taken anywhere: a program or a library that predicts, without gradients, rules of learning or
/// anything else that trains. Needs what <chrnn/files.hpp> needs, when it is built; when it runs, the standard
/// library. Images of files are decoded by <chrnn/images.hpp>.
#pragma once

#include <chrnn/predict/opened_network.hpp> // a trained model of whatever type
#include <chrnn/predict/prediction.hpp>     // the memory that one thread needs
#include <chrnn/predict/trained_model.hpp>  // parameters that threads share
