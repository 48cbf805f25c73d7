/// Pictures of a training run and of networks' tests as SVG files, beside <chrnn/chrnn.hpp>: curves, a confusion
/// matrix, sheets of images with predictions, neighbours and comparisons; and as PNG files, which librsvg's program
/// rsvg-convert renders. Needs stb_image_write, which is why the library's main header leaves it out.
#pragma once

#include <chrnn/report/confusion.hpp>       // confusion_chart
#include <chrnn/report/curve.hpp>           // curve_chart
#include <chrnn/report/dot_chart.hpp>       // dot_chart: what several runs of networks brought
#include <chrnn/report/gain_sheet.hpp>      // gain_sheet: what one network gains over another
#include <chrnn/report/label_map_file.hpp>  // save_labels
#include <chrnn/report/label_sheet.hpp>     // label_sheet: images beside their labels and what networks made of them
#include <chrnn/report/neighbour_sheet.hpp> // neighbour_sheet: regions and the nearest others
#include <chrnn/report/rendering.hpp>       // save_png
#include <chrnn/report/sheet.hpp>           // image_sheet
#include <chrnn/report/svg.hpp>             // what they return: save(path)
