/// Files in and out, beside <chrnn/chrnn.hpp>: parameters as safetensors, arrays as `.npy`,
/// checkpoints and features. Needs nlohmann/json and xxHash, which is why the library's main header leaves it out.
#pragma once

#include <chrnn/io/cached_features.hpp>    // what frozen layers make of images, computed once
#include <chrnn/io/checkpoint.hpp>         // save_checkpoint, load_checkpoint
#include <chrnn/io/checkpoint_series.hpp>  // the last few, and the best
#include <chrnn/io/folder_lock.hpp>        // a folder that is ours while we write into it
#include <chrnn/io/model_file.hpp>         // save, load: a model with what prediction needs
#include <chrnn/io/npy.hpp>                // save_npy, load_npy
#include <chrnn/io/parameters.hpp>         // save_parameters, load_parameters
#include <chrnn/io/read_tensor.hpp>        // one tensor of a file by name
#include <chrnn/io/renamed.hpp>            // another program's tensors under our names
#include <chrnn/io/renamed_parameters.hpp> // ours under another program's names
#include <chrnn/io/safetensors.hpp>        // read_safetensors, write_safetensors
