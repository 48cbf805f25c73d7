/// A layer's parameters, declared once: counts, offsets, file entries and initial values follow from the list.
#pragma once

#include <chrnn/base/sentence.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// The initial values of a parameter.
enum class initial {
    constant,  ///< `gain` everywhere
    normal,    ///< normal with deviation `gain` / sqrt(columns)
    orthogonal ///< `gain` times a random matrix with orthonormal rows (square blocks)
};

/// One named parameter of a layer: rows x columns numbers, of which row i begins at `offset + i * stride` of the
/// layer's own. Read row by row they are the tensor of `extents` that files hold. Made by `weight` and `bias`; what is
/// not the usual is said behind: `weight("gain", {n}).begins(initial::constant, 1).without_decay()`.
struct parameter {
    static constexpr index_t most_axes = 6, unplaced = -1;

    fixed_string<40> name; ///< behind the layer's own name, e.g. "weight"
    std::array<index_t, most_axes> extents{};
    index_t axes = 0;
    index_t offset = unplaced, rows = 1, columns = 1, stride = 0;
    initial start = initial::normal;
    double gain = 1;
    double diagonal = 0; ///< of `initial::normal`: what is added on the diagonal
    bool decays = true;  ///< whether weight decay applies
    bool trained = true; ///< whether optimisers change it; if not, the layer itself may in a training pass
    bool is_bias = false;
    double rate = 1; ///< the multiple of the learning rate that it learns at

    constexpr parameter begins(initial how, double with_gain, double with_diagonal = 0) const {
        parameter p = *this;
        p.start = how, p.gain = with_gain, p.diagonal = with_diagonal;
        return p;
    }
    constexpr parameter without_decay() const {
        parameter p = *this;
        p.decays = false;
        return p;
    }
    constexpr parameter untrained() const {
        parameter p = *this;
        p.trained = false;
        return p;
    }
    constexpr parameter learns_at(double multiple_of_the_rate) const {
        parameter p = *this;
        p.rate = multiple_of_the_rate;
        return p;
    }
    /// Rows that begin at `begin + i * apart` of the layer's numbers. Without it a parameter follows the one before.
    constexpr parameter placed(index_t begin, index_t apart) const {
        parameter p = *this;
        p.offset = begin, p.stride = apart;
        return p;
    }

    constexpr index_t size() const { return rows * columns; }
    constexpr index_t end() const { return offset + (rows - 1) * stride + columns; }
    std::vector<index_t> shape() const { return {extents.begin(), extents.begin() + axes}; }
};

/// A parameter of `extents`; as a matrix, its rows are the first, but a vector is one row. Decays.
constexpr parameter weight(std::string_view name, std::initializer_list<index_t> extents) {
    parameter p;
    p.name.append(name);
    for (index_t extent : extents) {
        p.extents[static_cast<std::size_t>(p.axes)] = extent;
        (p.axes++ == 0 ? p.rows : p.columns) *= extent;
    }
    if (p.axes == 1) std::swap(p.rows, p.columns);
    p.stride = p.columns;
    return p;
}
/// A vector of `n` that begins at zero and does not decay.
constexpr parameter bias(std::string_view name, index_t n) {
    parameter p = weight(name, {n}).begins(initial::constant, 0).without_decay();
    p.is_bias = true;
    return p;
}

/// The parameters of a layer in the order in which files list them.
template <index_t Count>
struct parameter_list {
    std::array<parameter, static_cast<std::size_t>(Count)> all{};

    constexpr parameter_list() = default;
    /// Parameters that have no place follow each other.
    template <std::same_as<parameter>... One>
    constexpr parameter_list(One const&... one) : all{one...} {
        index_t next = 0;
        for (parameter& p : all) {
            if (p.offset == parameter::unplaced) p.offset = next;
            next = p.end();
        }
    }

    constexpr auto begin() const { return all.begin(); }
    constexpr auto end() const { return all.end(); }

    /// Numbers in all, and in those that are biases.
    constexpr index_t size() const {
        index_t n = 0;
        for (parameter const& p : all) n += p.size();
        return n;
    }
    constexpr index_t biases() const {
        index_t n = 0;
        for (parameter const& p : all) n += p.is_bias ? p.size() : 0;
        return n;
    }
    /// Numbers of memory that they lie in.
    constexpr index_t extent() const {
        index_t n = 0;
        for (parameter const& p : all) n = std::max(n, p.end());
        return n;
    }
    /// Numbers that an optimiser changes.
    constexpr index_t trained() const {
        index_t n = 0;
        for (parameter const& p : all) n += p.trained ? p.size() : 0;
        return n;
    }
    /// Where the parameter of that name begins.
    constexpr index_t offset(std::string_view name) const {
        for (parameter const& p : all)
            if (p.name.view() == name) return p.offset;
        return parameter::unplaced;
    }
};
template <class... One>
parameter_list(One const&...) -> parameter_list<static_cast<index_t>(sizeof...(One))>;

} // namespace chrnn::CHRNN_ABI
