/// Image files, for programs that read them: <chrnn/chrnn.hpp> leaves this out, because stb_image costs every file that
/// includes it about a second of compiling. Needs stb (Debian: libstb-dev); include it before any stb_image.h. Where
/// CHRNN_JPEG is defined JPEGs are decoded by libjpeg, where CHRNN_PNG is PNGs by libpng, in the whole program: CMake's
/// targets chrnn::jpeg and chrnn::png.
#pragma once

// bytes -> bitmap
#include <chrnn/data/bmp_header.hpp>
#include <chrnn/data/decode.hpp>
#include <chrnn/data/decoders.hpp>        // which of them is used for what
#include <chrnn/data/decoding_budget.hpp> // memory that a decoder may take
#include <chrnn/data/image_format.hpp>    // JPEG, PNG or BMP
#include <chrnn/data/image_header.hpp>    // what is known before decoding: size, cost, whether the file is cut short
#include <chrnn/data/image_limits.hpp>    // bytes, pixels, memory and work that a file may cost
#include <chrnn/data/jpeg_header.hpp>
#include <chrnn/data/png_header.hpp>
#include <chrnn/data/read_file.hpp>
#include <chrnn/data/stb_decoder.hpp>

// files -> data set
#include <chrnn/data/folder_entries.hpp>
#include <chrnn/data/image_files.hpp>  // read, decoded and resized when asked for
#include <chrnn/data/image_folder.hpp> // one subfolder a class
#include <chrnn/data/label_file.hpp>   // one folder, a label a line: ILSVRC 2012's validation images
#include <chrnn/data/label_folder.hpp> // images and the labels of their pixels
#include <chrnn/data/label_png.hpp>    // class numbers out of a PNG
#include <chrnn/data/list_file.hpp>    // "path label" lines: Caffe, Places 205
#include <chrnn/data/path_list.hpp>    // "class/file" lines: MIT Indoor 67, SUN 397
#include <chrnn/data/text_lines.hpp>
