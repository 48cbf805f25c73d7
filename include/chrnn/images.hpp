/// Image files, for programs that read them: <chrnn/chrnn.hpp> leaves this out, because stb_image costs every file that
/// includes it about a second of compiling. Needs stb (Debian: libstb-dev); include it before any stb_image.h.
#pragma once

// bytes -> bitmap
#include <chrnn/data/decode.hpp>       // stb_image, with a bound on the pixels and zeroed memory
#include <chrnn/data/image_format.hpp> // JPEG, PNG or BMP, and whether it is cut short
#include <chrnn/data/read_file.hpp>

// files -> data set
#include <chrnn/data/folder_entries.hpp>
#include <chrnn/data/image_files.hpp>  // read, decoded and resized when asked for
#include <chrnn/data/image_folder.hpp> // one subfolder a class
#include <chrnn/data/label_file.hpp>   // one folder, a label a line: ILSVRC 2012's validation images
#include <chrnn/data/list_file.hpp>    // "path label" lines: Caffe, Places 205
#include <chrnn/data/path_list.hpp>    // "class/file" lines: MIT Indoor 67, SUN 397
#include <chrnn/data/text_lines.hpp>
