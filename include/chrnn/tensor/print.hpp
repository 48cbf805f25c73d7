/// Printing of expressions as nested brackets.
#pragma once

#include <chrnn/tensor/expression.hpp>

#include <iosfwd>

namespace chrnn::CHRNN_ABI {

/// Writes the entries as `[1, 2]`, rows one below another; of an expression without entries `[]`.
template <class Char, class Traits, expression E>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, E const& e) {
    using shape = detail::shape_of<E>;
    detail::check_readable<location::host, E>();
    index_t const n = size(e);
    if (n == 0) out << "[]";
    for (index_t i = 0; i < n; ++i) {
        for (index_t axis = 0; axis < shape::rank; ++axis)
            if (i % (shape::stride(axis) * (axis == 0 ? n / shape::stride(0) : shape::extent(axis))) == 0) out << '[';
        if constexpr (requires { e.view(); })
            out << e.view().template at<detail::scalar_of<E>>(shape::position(i));
        else
            out << e.template at<detail::scalar_of<E>>(shape::position(i));
        index_t closed = 0;
        for (index_t axis = 0; axis < shape::rank; ++axis)
            if ((i + 1) % (shape::stride(axis) * (axis == 0 ? n / shape::stride(0) : shape::extent(axis))) == 0) {
                out << ']';
                ++closed;
            }
        if (i + 1 < n) out << (closed > 0 ? ",\n" : ", ");
    }
    return out;
}

} // namespace chrnn::CHRNN_ABI
