/// What a training shows, beside <chrnn/chrnn.hpp>: pictures of training runs and of networks' tests as SVG files
/// (curves, a confusion matrix, sheets of images with predictions, neighbours and comparisons), and as PNG files, which
/// librsvg's program rsvg-convert renders; pages of HTML; and event files for TensorBoard. Needs stb_image_write, which
/// is why the library's main header leaves it out.
#pragma once

#include <chrnn/report/command_text.hpp>     // command_text: how a program was started
#include <chrnn/report/comparison_page.hpp>  // comparison_page: runs side by side
#include <chrnn/report/confusion.hpp>        // confusion_chart
#include <chrnn/report/curve.hpp>            // curve_chart
#include <chrnn/report/dot_chart.hpp>        // dot_chart: what several runs of networks brought
#include <chrnn/report/gain_sheet.hpp>       // gain_sheet: what one network gains over another
#include <chrnn/report/label_map_file.hpp>   // save_labels
#include <chrnn/report/label_sheet.hpp>      // label_sheet: images beside their labels and what networks made of them
#include <chrnn/report/machine_facts.hpp>    // machine_facts
#include <chrnn/report/neighbour_sheet.hpp>  // neighbour_sheet: regions and the nearest others
#include <chrnn/report/notable_items.hpp>    // notable_items: the worst mistakes of a test
#include <chrnn/report/rate_chart.hpp>       // rate_chart: the losses of a rate sweep
#include <chrnn/report/rendering.hpp>        // save_png
#include <chrnn/report/report_file.hpp>      // report_file: a callback that keeps a page up to date
#include <chrnn/report/run_comparison.hpp>   // compared_run, differences_of
#include <chrnn/report/sheet.hpp>            // image_sheet
#include <chrnn/report/svg.hpp>              // what charts and sheets return: save(path)
#include <chrnn/report/tensorboard_file.hpp> // tensorboard_file
#include <chrnn/report/tensorboard_log.hpp>  // tensorboard_log: a callback
#include <chrnn/report/training_page.hpp>    // training_page: a report as HTML
#include <chrnn/report/training_report.hpp>  // training_report
