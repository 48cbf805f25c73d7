/// Renamed parameters: a network's parameters under the names, and in the layout, of another program's files.
#pragma once

#include <chrnn/io/parameters.hpp>
#include <chrnn/io/permuted.hpp>

#include <concepts>
#include <list>

namespace chrnn::CHRNN_ABI::detail {

/// The parameters as `map` has them, in `tensors`, which refer to them or to what is kept here.
template <class T>
class renamed_parameters {
  public:
    renamed_parameters(std::filesystem::path const& path, std::vector<parameter_view<T>> const& parameters,
                       name_map const& map)
        : tensors(tensors_of(parameters)) {
        std::vector<bool> used(map.rules.size());
        std::size_t const count = tensors.size(); // those that are added follow
        for (std::size_t p = 0; p < count; ++p) {
            int rules = 0;
            for (std::size_t i = 0; i < used.size(); ++i)
                if (auto const theirs = their_name(map.rules[i], parameters[p].name)) {
                    used[i] = true, ++rules;
                    rename(p, *theirs, map.rules[i]);
                }
            if (rules > 1) in_two_rules.push_back(parameters[p].name);
        }
        for (auto const& name : in_two_rules) mistakes.add(mistakes.quoted(name));
        mistakes.end_kind(" that more than one rule names");
        for (std::size_t i = 0; i < used.size(); ++i)
            if (!used[i]) mistakes.add(mistakes.quoted(map.rules[i].ours));
        mistakes.end_kind(" that rules name and the network does not have");
        for (auto const& one : misordered) mistakes.add(one);
        mistakes.end_kind(" whose axes are not those of their rules");
        if (!mistakes.empty()) fail("cannot write ", in_quotes(path.native()), ": ", mistakes.text());
    }

    std::vector<tensor_bytes> tensors;

  private:
    std::list<std::vector<std::byte>> kept;
    std::vector<std::string> in_two_rules, misordered;
    mistake_list mistakes;

    void rename(std::size_t place, std::string const& theirs, name_map::rule const& rule) {
        tensor_bytes& one = tensors[place];
        one.name = theirs;
        if (!rule.axes.empty()) {
            if (!is_order_of_axes(rule.axes, one.shape.size()))
                return misordered.push_back(mistakes.quoted(rule.ours) + " is " + shape_text(one.shape) +
                                            ", the axes of its rule are " + shape_text(rule.axes));
            std::vector<std::byte> numbers;
            for (std::size_t row = 0; row < one.rows; ++row)
                numbers.insert(numbers.end(), one.first + row * one.stride_bytes,
                               one.first + row * one.stride_bytes + one.row_bytes);
            auto const order = inverse_order(rule.axes);
            numbers = permuted(numbers, one.shape, order, dtype_bytes(one.dtype));
            one = keep(theirs, one.dtype, permuted_shape(one.shape, order), std::move(numbers));
        }
        if (!rule.added.empty())
            tensors.push_back(keep(rule.added, one.dtype, one.shape, std::vector<std::byte>(one.rows * one.row_bytes)));
    }
    tensor_bytes keep(std::string name, std::string dtype, std::vector<index_t> shape, std::vector<std::byte> numbers) {
        auto const& bytes = kept.emplace_back(std::move(numbers));
        return {std::move(name), std::move(dtype), std::move(shape), bytes.data(), bytes.size()};
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes the parameters under the names of `map`, and laid out as it says, for another program: what `renamed` reads.
/// `save_parameters("ours.safetensors", net.named_parameters(), vgg11<1000>::torch_names())`. Of a parameter that is a
/// sum the second tensor is written as zeros. Throws as the other `save_parameters`, and where a rule fits no
/// parameter, two fit one, or a rule's axes are not a parameter's.
template <class T, std::same_as<name_map> Map>
void save_parameters(std::filesystem::path const& path, std::vector<parameter_view<T>> const& parameters,
                     Map const& map, std::map<std::string, std::string> const& metadata = {}) {
    detail::check_finite(path, parameters);
    write_safetensors(path, detail::renamed_parameters<T>(path, parameters, map).tensors, metadata);
}

} // namespace chrnn::CHRNN_ABI
