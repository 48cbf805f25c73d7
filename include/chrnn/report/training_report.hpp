/// The training report: what there is to tell of a training and its test, gathered to be shown.
#pragma once

#include <chrnn/fit/history.hpp>
#include <chrnn/report/named_text.hpp>
#include <chrnn/report/neighbour_sheet.hpp>
#include <chrnn/report/notable_items.hpp>
#include <chrnn/train/metrics.hpp>

namespace chrnn::CHRNN_ABI {

/// What is empty is not shown.
struct training_report {
    std::string title;
    std::vector<named_text> settings{}, machine{}; ///< the latter from `machine_facts()`
    std::string command{};                         ///< that repeats it, from `command_text(...)`

    std::vector<epoch_record> history{};
    index_t epochs = 0;    ///< that it is to have
    bool finished = false; ///< nothing more comes; a page that is not finished loads itself anew

    std::vector<std::string> classes{}; ///< of the test
    std::optional<metrics> test{};
    std::vector<judged_image> worst{}, least_certain{}; ///< from `notable_items`
    std::vector<neighbour_group> neighbours{};          ///< regions; refer to their pixels

    /// In training and validation.
    double seconds() const {
        double sum = 0;
        for (epoch_record const& one : history) sum += one.seconds;
        return sum;
    }
};

} // namespace chrnn::CHRNN_ABI
