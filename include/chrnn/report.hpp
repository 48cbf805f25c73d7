/// Pictures of a training run as SVG files, beside <chrnn/chrnn.hpp>: curves, a confusion matrix, a sheet of images
/// with their predictions. Needs stb_image_write, which is why the library's main header leaves it out.
#pragma once

#include <chrnn/report/confusion.hpp> // confusion_chart
#include <chrnn/report/curve.hpp>     // curve_chart
#include <chrnn/report/sheet.hpp>     // image_sheet
#include <chrnn/report/svg.hpp>       // what they return: save(path)
