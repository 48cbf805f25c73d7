/// A parameter loader: compares a file's tensors with a network's parameters, and copies them once all is well.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>
#include <chrnn/base/pages.hpp>
#include <chrnn/io/file_shape.hpp>
#include <chrnn/io/load_options.hpp>
#include <chrnn/io/mistake_list.hpp>
#include <chrnn/io/stored_number.hpp>
#include <chrnn/io/tensor_file.hpp>
#include <chrnn/network/parameter_view.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <type_traits>

namespace chrnn::CHRNN_ABI::detail {

/// `check` throws one `error` with every mistake; `copy` writes to the parameters and cannot fail.
template <class T>
class parameter_loader {
  public:
    parameter_loader(tensor_file const& file, std::vector<parameter_view<T>> const& parameters,
                     load_options const& options)
        : file(file), parameters(parameters), options(options) {}

    /// Finds what matches, and what is wrong.
    load_report check() {
        list_missing();
        list_unexpected();
        list_misshapen();
        list_mistyped();
        list_idle_prefixes();
        if (!mistakes.empty()) fail("cannot load ", in_quotes(file.path), " into the network: ", mistakes.text());
        report.checked = file.checked;
        return report;
    }

    /// Copies every match. `spent` is the file's data if nobody reads it afterwards: its pages are given back on the
    /// way. requires: `check` returned.
    void copy(std::span<std::byte> spent = {}) const {
        if (share_bytes()) spent = {};
        for (auto const& one : matches)
            with_stored_type(one.from->dtype, [&]<class Stored>() { copy<Stored>(*one.to, *one.from, spent); });
    }

  private:
    struct match {
        parameter_view<T> const* to;
        tensor_file::entry const* from;
    };

    tensor_file const& file;
    std::vector<parameter_view<T>> const& parameters;
    load_options const& options;
    std::set<std::string_view> names; ///< of the parameters
    std::vector<match> matches;       ///< equal names that take part
    mistake_list mistakes;
    load_report report;

    /// A parameter by the name that it has in the file, and by ours if that is another.
    std::string quoted(std::string const& name) const {
        for (auto const& rule : file.names.rules)
            if (auto const theirs = their_name(rule, name); theirs && *theirs != name)
                return mistakes.quoted(*theirs) + " for " + mistakes.quoted(name);
        return mistakes.quoted(name);
    }

    void list_missing() {
        for (auto const& one : parameters) {
            if (element_count(one.shape) != one.rows * one.columns || one.columns > one.stride)
                fail("parameter ", in_quotes(one.name), " has ", one.rows, " x ", one.columns, " numbers, stride ",
                     one.stride, ", which do not make the shape ", shape_text(one.shape));
            names.insert(one.name);
            auto const found = file.entries.find(one.name);
            if (!options.take(one.name))
                report.kept.push_back(one.name);
            else if (found == file.entries.end())
                mistakes.add(quoted(one.name));
            else
                matches.push_back({&one, &found->second});
        }
        mistakes.end_kind(" missing");
    }

    void list_unexpected() {
        for (auto const& [name, entry] : file.entries)
            if (name.starts_with("preprocessing."))
                continue; // belongs to the model, not to the network
            else if (!options.take(name))
                report.unused.push_back(name);
            else if (!names.contains(name))
                mistakes.add(quoted(name));
        mistakes.end_kind(" unexpected");
    }

    void list_misshapen() {
        for (auto const& [to, from] : matches)
            if (to->shape != from->shape)
                mistakes.add(quoted(to->name) + " (" + shape_text(from->shape) + " in the file, " +
                             shape_text(to->shape) + " in the network)");
        mistakes.end_kind(" misshapen");
    }

    void list_mistyped() {
        for (auto const& one : matches) {
            char const* wrong = nullptr;
            if (!with_stored_type(one.from->dtype, [&]<class Stored>() { wrong = what_is_wrong<Stored>(*one.from); }))
                mistakes.add(quoted(one.to->name) + " is " + in_quotes(one.from->dtype, 30));
            if (one.from->dtype == "F64" && std::is_same_v<T, float>) report.rounded.push_back(one.to->name);
            if (wrong) mistakes.add(quoted(one.to->name) + wrong);
        }
        mistakes.end_kind(" of another type than F64, F32, F16 and BF16, not finite or out of range");
    }

    void list_idle_prefixes() {
        for (auto const* prefixes : {&options.only, &options.except})
            for (auto const& prefix : *prefixes) {
                auto const begins = [&](std::string_view name) { return name.starts_with(prefix); };
                auto const begins_entry = [&](auto const& named) { return begins(named.first); };
                if (std::none_of(names.begin(), names.end(), begins) &&
                    std::none_of(file.entries.begin(), file.entries.end(), begins_entry))
                    mistakes.add(mistakes.quoted(prefix));
            }
        mistakes.end_kind(" chosen to load or to leave out that no name begins with");
    }

    /// Whether two parameters are copied from the same bytes.
    bool share_bytes() const {
        std::vector<tensor_file::entry const*> in_order;
        for (auto const& one : matches) in_order.push_back(one.from);
        std::ranges::sort(in_order, {}, &tensor_file::entry::begin);
        auto const reaches_into = [](auto const* one, auto const* next) { return one->end > next->begin; };
        return std::ranges::adjacent_find(in_order, reaches_into) != in_order.end();
    }

    /// Of the first number that T cannot take; null if there is none.
    template <class Stored>
    char const* what_is_wrong(tensor_file::entry const& from) const {
        auto const bytes = file.bytes(from);
        for (index_t i = 0; i < static_cast<index_t>(bytes.size() / sizeof(Stored)); ++i) {
            auto const number = static_cast<std::common_type_t<Stored, float>>(number_at<Stored>(bytes, i));
            if (!std::isfinite(number)) return " has a number that is not finite";
            if (!std::isfinite(static_cast<T>(number))) return " is too large for float";
        }
        return nullptr;
    }

    template <class Stored>
    void copy(parameter_view<T> const& to, tensor_file::entry const& from, std::span<std::byte> spent) const {
        constexpr std::size_t piece = 4 << 20; // bytes that are worth a call of the system
        auto const bytes = file.bytes(from);
        std::size_t read = 0, given = 0;
        for (index_t row = 0; row < to.rows; ++row) {
            for (index_t column = 0; column < to.columns; ++column)
                to.values[row * to.stride + column] =
                    static_cast<T>(number_at<Stored>(bytes, row * to.columns + column));
            read += static_cast<std::size_t>(to.columns) * sizeof(Stored);
            if (spent.empty() || (read - given < piece && read < bytes.size())) continue;
            give_back_pages(spent.subspan(from.begin + given, read - given));
            given = read;
        }
    }
};

} // namespace chrnn::CHRNN_ABI::detail
