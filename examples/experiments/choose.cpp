#include "choose.hpp"

#include "markdown.hpp"
#include "spread.hpp"

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/data/subset.hpp>

#include <iostream>

namespace experiment {

void choose(plan const& p, std::vector<run> const& runs, dataset const& train) {
    setting const tried = setting::from(p.choose);
    two_parts const parts = split(train, p.validation);
    run_data const data{parts.training, nullptr, &parts.validation};

    std::vector<run> trials;
    std::vector<std::string> value_names;
    for (double value : tried.values) {
        value_names.push_back(std::string(tried.which->name) + "=" + text_of(value));
        for (run one : runs) {
            if (!tried.network.empty() && one.network != tried.network) continue;
            one.label += value_names.back() + "_";
            one.how.*tried.which->number = value;
            trials.push_back(std::move(one));
        }
    }
    auto const outcomes = carry_out(p, trials, data);

    std::vector<std::vector<std::string>> rows{{"network"}};
    rows[0].insert(rows[0].end(), value_names.begin(), value_names.end());
    std::string best;
    for (std::string const& network : p.networks) {
        std::vector<std::string> row{title_of(network)};
        double most = -1;
        std::string choice;
        for (std::size_t k = 0; k < value_names.size(); ++k) {
            std::vector<double> accuracies;
            for (std::size_t i = 0; i < trials.size(); ++i)
                if (trials[i].network == network && trials[i].label.ends_with(value_names[k] + "_"))
                    accuracies.push_back(outcomes[i].history.empty() ? 0 : outcomes[i].history.back().top1);
            if (accuracies.empty()) break;
            spread const found(accuracies);
            row.push_back(found.percent());
            if (found.mean > most) most = found.mean, choice = value_names[k];
        }
        if (choice.empty()) continue;
        rows.push_back(row);
        best.append(" --with ").append(network).append(":").append(choice);
    }
    std::string const text = "Accuracy in percent on " + std::to_string(parts.validation.size()) +
                             " of the training images, trained on the other " + std::to_string(parts.training.size()) +
                             ", after the last epoch; mean and standard deviation over " +
                             std::to_string(p.seeds.size()) + (p.seeds.size() == 1 ? " seed.\n\n" : " seeds.\n\n") +
                             markdown_table(rows) + "\nThe best:" + best + "\n";
    std::filesystem::path const file =
        std::filesystem::path(p.writable) / ("choose_" + std::string(tried.which->name) + ".md");
    write_file(file, text);
    std::cout << text << "wrote " << file.string() << "\n";
}

} // namespace experiment
