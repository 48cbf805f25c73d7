/// A renamed file: the tensors of another program's file under the names, and in the layout, of our parameters.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/io/dtype.hpp>
#include <chrnn/io/mistake_list.hpp>
#include <chrnn/io/permuted.hpp>
#include <chrnn/io/stored_number.hpp>
#include <chrnn/io/tensor_file.hpp>

#include <set>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Applies a map to a file.
class file_renaming {
  public:
    file_renaming(tensor_file read, name_map const& by) : file(std::move(read)), map(by), used(by.rules.size()) {}

    tensor_file run() {
        auto const before = std::exchange(file.entries, {});
        for (auto const& [name, entry] : before)
            if (!leaves_out(name)) rename(name, entry);
        list(in_two_rules, " that more than one rule names");
        list(of_one_name, " that would have the name of another");
        for (std::size_t i = 0; i < used.size(); ++i)
            if (!used[i] || (!map.rules[i].added.empty() && !before.contains(map.rules[i].added)))
                mistakes.add(mistakes.quoted(used[i] ? map.rules[i].added : map.rules[i].theirs));
        mistakes.end_kind(" that rules name and the file does not have");
        for (auto const& rule : map.rules)
            if (lays_out(rule) && mistakes.empty()) lay_out(rule, file.entries.at(rule.ours), before);
        mistakes.end_kind(" that are not of the shapes and types of their rules");
        if (!mistakes.empty()) fail("cannot rename the tensors of ", in_quotes(file.path), ": ", mistakes.text());
        file.names = map;
        return std::move(file);
    }

  private:
    using entries = std::map<std::string, tensor_file::entry>;

    tensor_file file;
    name_map const& map;
    std::vector<bool> used; ///< whether a rule's `theirs` fits a tensor
    std::vector<std::string> in_two_rules, of_one_name;
    mistake_list mistakes;

    bool leaves_out(std::string_view name) const {
        return std::any_of(map.left_out.begin(), map.left_out.end(),
                           [name](std::string const& end) { return name.ends_with(end); });
    }
    void list(std::vector<std::string> const& names, char const* heading) {
        for (auto const& name : names) mistakes.add(mistakes.quoted(name));
        mistakes.end_kind(heading);
    }

    /// Tensors that no rule names keep their names.
    void rename(std::string const& name, tensor_file::entry const& entry) {
        std::string ours = name;
        int rules = 0;
        bool is_added = false;
        for (std::size_t i = 0; i < used.size(); ++i) {
            auto const& rule = map.rules[i];
            if (auto found = our_name(rule, name)) ours = *found, used[i] = true, ++rules;
            if (!rule.added.empty() && name == rule.added) is_added = true, ++rules;
        }
        if (rules > 1)
            in_two_rules.push_back(name);
        else if (!is_added && !file.entries.emplace(ours, entry).second)
            of_one_name.push_back(name);
    }

    /// Does what a rule says beside the name.
    void lay_out(name_map::rule const& rule, tensor_file::entry& to, entries const& before) {
        if (!rule.added.empty()) {
            auto const& more = before.at(rule.added);
            bool const alike = more.shape == to.shape && more.dtype == to.dtype;
            if (!alike || !with_stored_type(to.dtype, [&]<class Stored>() { add<Stored>(more, to); }))
                mistakes.add(mistakes.quoted(rule.theirs) + " is " + in_quotes(to.dtype, 30) + " " +
                             shape_text(to.shape) + ", " + mistakes.quoted(rule.added) + " " +
                             in_quotes(more.dtype, 30) + " " + shape_text(more.shape));
        }
        if (!rule.axes.empty()) {
            if (!is_order_of_axes(rule.axes, to.shape.size()) || dtype_bytes(to.dtype) == 0)
                return mistakes.add(mistakes.quoted(rule.theirs) + " is " + in_quotes(to.dtype, 30) + " " +
                                    shape_text(to.shape) + ", the axes of its rule are " + shape_text(rule.axes));
            replace(to, permuted(file.bytes(to), to.shape, rule.axes, dtype_bytes(to.dtype)));
            to.shape = permuted_shape(to.shape, rule.axes);
        }
    }
    /// Sums are rounded once, to float or double.
    template <class Stored>
    void add(tensor_file::entry const& more, tensor_file::entry& to) {
        using sum_type = std::conditional_t<std::is_same_v<Stored, double>, double, float>;
        auto const a = file.bytes(to), b = file.bytes(more);
        std::vector<std::byte> sums(a.size() / sizeof(Stored) * sizeof(sum_type));
        for (std::size_t i = 0; i < a.size() / sizeof(Stored); ++i) {
            auto const place = static_cast<index_t>(i);
            auto const sum = static_cast<sum_type>(static_cast<double>(number_at<Stored>(a, place)) +
                                                   static_cast<double>(number_at<Stored>(b, place)));
            std::memcpy(sums.data() + i * sizeof sum, &sum, sizeof sum);
        }
        replace(to, sums);
        to.dtype = dtype_of<sum_type>;
    }
    void replace(tensor_file::entry& to, std::vector<std::byte> const& numbers) {
        to.begin = file.data.size();
        file.data.insert(file.data.end(), numbers.begin(), numbers.end());
        to.end = file.data.size();
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The file's tensors under the names of our parameters, laid out as they are, to be loaded:
/// `load(net, renamed(read_safetensors("vgg11.safetensors"), vgg11<1000>::torch_names()))`. What the map leaves out is
/// gone, what no rule names keeps its name; what loading then finds wrong it says in the names that `file` came with.
/// Throws `error` that lists every rule that fits no tensor, every tensor that two rules fit or that would have the
/// name of another, and every one whose axes or type its rule does not go with.
inline tensor_file renamed(tensor_file file, name_map const& map) {
    return detail::file_renaming(std::move(file), map).run();
}

} // namespace chrnn::CHRNN_ABI
