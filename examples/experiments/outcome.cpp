#include "outcome.hpp"

#include <chrnn/base/atomic_file.hpp>

#include <nlohmann/json.hpp>

#include <fstream>

namespace experiment {

using nlohmann::json;

namespace {

constexpr char const* format = "chrnn experiment 1";

/// NaN, for want of a value, is null in JSON.
float number(json const& value) { return value.is_null() ? epoch_record::none : value.get<float>(); }

json json_of(epoch_record const& r) {
    return {{"epoch", r.epoch},
            {"rate", r.rate},
            {"train_loss", r.train_loss},
            {"train_accuracy", r.train_accuracy},
            {"validation_loss", r.validation_loss},
            {"top1", r.top1},
            {"top5", r.top5},
            {"seconds", r.seconds},
            {"images_per_second", r.images_per_second}};
}
epoch_record epoch_from(json const& from) {
    return {.epoch = from.at("epoch").get<index_t>(),
            .rate = number(from.at("rate")),
            .train_loss = number(from.at("train_loss")),
            .train_accuracy = number(from.at("train_accuracy")),
            .validation_loss = number(from.at("validation_loss")),
            .top1 = number(from.at("top1")),
            .top5 = number(from.at("top5")),
            .seconds = number(from.at("seconds")),
            .images_per_second = number(from.at("images_per_second"))};
}

json json_of(std::optional<test_result> const& result) {
    if (!result) return nullptr;
    json truth = json::array(), predicted = json::array(), confidence = json::array(), of_truth = json::array();
    for (said_of_item const& one : result->items) {
        truth.push_back(one.truth), predicted.push_back(one.predicted);
        confidence.push_back(one.confidence), of_truth.push_back(one.of_truth);
    }
    return {
        {"top1", result->top1},
        {"top5", result->top5},
        {"mean_class", result->mean_class},
        {"loss", result->loss},
        {"items", {{"truth", truth}, {"predicted", predicted}, {"confidence", confidence}, {"of_truth", of_truth}}}};
}
std::optional<test_result> result_from(json const& from) {
    if (from.is_null()) return std::nullopt;
    test_result result{from.at("top1").get<double>(), from.at("top5").get<double>(),
                       from.at("mean_class").get<double>(), from.at("loss").get<double>()};
    json const& items = from.at("items");
    auto const truth = items.at("truth").get<std::vector<int>>();
    auto const predicted = items.at("predicted").get<std::vector<int>>();
    auto const confidence = items.at("confidence").get<std::vector<float>>();
    auto const of_truth = items.at("of_truth").get<std::vector<float>>();
    if (predicted.size() != truth.size() || confidence.size() != truth.size() || of_truth.size() != truth.size())
        fail("its items are not equally many");
    for (std::size_t i = 0; i < truth.size(); ++i)
        result.items.push_back({truth[i], predicted[i], confidence[i], of_truth[i]});
    return result;
}

} // namespace

void save_outcome(std::filesystem::path const& path, outcome const& one) {
    json history = json::array();
    for (epoch_record const& r : one.history) history.push_back(json_of(r));
    nlohmann::ordered_json const all{{"format", format},
                                     {"command", one.command},
                                     {"version", one.version},
                                     {"options", json(one.options)},
                                     {"finished", one.finished},
                                     {"parameters", one.parameters},
                                     {"multiply_adds", one.multiply_adds},
                                     {"classes", one.classes},
                                     {"left_out", one.left_out},
                                     {"history", history},
                                     {"one_view", json_of(one.one_view)},
                                     {"ten_views", json_of(one.ten_views)}};
    std::string text;                             // a line for each name
    for (auto const& [name, value] : all.items()) // names of classes may be any bytes: what is no UTF-8 is replaced
        text.append(text.empty() ? "{" : ",\n ")
            .append(json(name).dump())
            .append(": ")
            .append(value.dump(-1, ' ', false, json::error_handler_t::replace));
    write_file(path, text + "}\n");
}

outcome load_outcome(std::filesystem::path const& path) {
    try {
        std::ifstream file(path);
        if (!file) fail("it cannot be read");
        json const all = json::parse(file);
        if (!all.is_object() || all.value("format", "") != format) fail("it does not say that it is one");
        outcome one{all.at("command").get<std::string>(), all.at("version").get<std::string>(),
                    all.at("options").get<run_options>(), all.at("finished").get<bool>()};
        one.parameters = all.at("parameters").get<index_t>();
        one.multiply_adds = all.at("multiply_adds").get<index_t>();
        one.classes = all.at("classes").get<std::vector<std::string>>();
        one.left_out = all.at("left_out").get<std::vector<std::string>>();
        for (json const& each : all.at("history")) one.history.push_back(epoch_from(each));
        one.one_view = result_from(all.at("one_view"));
        one.ten_views = result_from(all.at("ten_views"));
        return one;
    } catch (std::exception const& problem) {
        fail("'", path.string(), "' is not a results file of an experiment: ", problem.what());
    }
}

} // namespace experiment
