/// A tensor: a shape in the type, memory of its own on a backend.
#pragma once

#include <chrnn/backend/assign.hpp>

namespace chrnn {

/// `Shape` numbers of type `T` in memory of `Backend`, which begin as zero. A leading extent `any` is given to the
/// constructor. Assigning an expression evaluates it in one pass; it never changes the extents, but moving hands over
/// memory and extents alike.
template <class T, class Shape, class Backend = cpu>
class tensor : public expression_node {
  public:
    using shape = Shape;
    using scalar = T;
    using owner = Backend;
    static constexpr bool lanes = true, flat = true, writable = true;
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>, "chrnn: a tensor holds float or double");

    tensor() requires(!Shape::dynamic) : memory(Shape::inner) {}
    /// A tensor whose leading extent is `n`.
    explicit tensor(index_t n) requires(Shape::dynamic) : memory(checked(n) * Shape::inner), lead(n) {}
    /// The value of an expression, whose run-time leading extent it takes over.
    template <expression E>
    requires(!std::is_same_v<std::remove_cvref_t<E>, tensor>) tensor(E const& e) : lead(leading_of(e)) {
        memory = storage(numbers());
        *this = e;
    }
    tensor(tensor const& other) : memory(other.memory.size()), lead(other.lead) {
        if (memory.data()) *this = other.view();
    }
    tensor(tensor&&) noexcept = default;
    tensor& operator=(tensor&&) noexcept = default;
    tensor& operator=(tensor const& other) { return memory.data() ? *this = other.view() : *this = tensor(other); }

    template <expression E>
    requires(!std::is_same_v<std::remove_cvref_t<E>, tensor>) tensor& operator=(E&& e) {
        if (!memory.data()) memory = storage(numbers()); // after the old one was moved away
        assign(view(), tensor_algebra::held(static_cast<E&&>(e)), Backend::shared());
        return *this;
    }
    /// Every entry becomes `value`.
    tensor& operator=(T value) { return *this = constant<T>(value); }

    template <class E>
    tensor& operator+=(E&& e) {
        return *this = *this + static_cast<E&&>(e);
    }
    template <class E>
    tensor& operator-=(E&& e) {
        return *this = *this - static_cast<E&&>(e);
    }
    template <class E>
    tensor& operator*=(E&& e) {
        return *this = *this * static_cast<E&&>(e);
    }
    template <class E>
    tensor& operator/=(E&& e) {
        return *this = *this / static_cast<E&&>(e);
    }

    void view() && = delete; ///< of a temporary nothing would be left to look at
    chrnn::view<T, Shape> view() & {
        if constexpr (Shape::dynamic)
            return {memory.data(), lead};
        else
            return chrnn::view<T, Shape>(memory.data());
    }
    chrnn::view<T const, Shape> view() const& {
        if constexpr (Shape::dynamic)
            return {memory.data(), lead};
        else
            return chrnn::view<T const, Shape>(memory.data());
    }

    /// The entry at a position, one index per axis.
    template <class... Index>
    T& operator()(Index... index) {
        return view()(index...);
    }
    template <class... Index>
    T operator()(Index... index) const {
        return view()(index...);
    }
    index_t leading() const { return Shape::dynamic ? lead : any; }
    void span() && = delete;
    std::span<T> span() & { return memory.span(); }
    std::span<T const> span() const& { return memory.span(); }

  private:
    using storage = typename Backend::template storage<T>;

    template <class E>
    static index_t leading_of(E const& e) {
        if (!Shape::dynamic) return any;
        if (e.leading() == any)
            fail("a tensor of ", Shape::text().view(), " needs the number n, which its value lacks");
        return e.leading();
    }
    static index_t checked(index_t n) {
        if (n < 0 || n > std::numeric_limits<index_t>::max() / Shape::inner)
            fail("a tensor of ", Shape::text().view(), " cannot have n = ", n);
        return n;
    }
    index_t numbers() const { return Shape::inner * (Shape::dynamic ? lead : 1); }

    storage memory;
    index_t lead = any;
};

/// The single number of an expression without axes.
template <expression E>
scalar_of<E> value(E const& e) {
    static_assert(shape_of<E>::rank == 0, "chrnn: value takes an expression without axes, such as sum(x)");
    return tensor_algebra::held(e).template at<scalar_of<E>>({});
}

} // namespace chrnn
