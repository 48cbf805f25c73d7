/// A tensor: a shape in the type, memory of its own on a backend.
#pragma once

#include <chrnn/backend/assign.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A tensor on a device, where `Backend` is the host's, or the other way round.
template <class E, class Backend>
concept across_from = requires {
    requires std::remove_cvref_t<E>::owner::on_host != Backend::on_host;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `Shape` numbers of type `T` in memory of `Backend`, which begin as zero. A leading extent `dynamic` is given to the
/// constructor. Assigning an expression evaluates it in one pass; it never changes the extents, but moving hands over
/// memory and extents alike. What an expression reads must lie where it is evaluated: a tensor by itself crosses
/// between host and device, an expression does not.
template <class T, class Shape, class Backend = cpu>
class tensor : public expression_node {
  public:
    using shape = Shape;
    using scalar = T;
    using owner = Backend;
    static constexpr bool vectorizable = true, flat = true, writable = true;
    static constexpr location located = detail::location_of_backend<Backend>;
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>, "chrnn: a tensor holds float or double");

    tensor() requires(!Shape::is_dynamic) : memory(taken(Shape::inner)) {}
    /// A tensor whose leading extent is `n`.
    explicit tensor(index_t n) requires(Shape::is_dynamic) : memory(taken(checked(n) * Shape::inner)), lead(n) {}
    /// The value of an expression, whose run-time leading extent it takes over.
    template <expression E>
    requires(!std::is_same_v<E, tensor> && !detail::across_from<E, Backend>) tensor(E const& e) : lead(leading_of(e)) {
        memory = taken(numbers());
        *this = e;
    }
    tensor(tensor const& other) : memory(taken(other.memory.size())), lead(other.lead) {
        if (memory.data()) *this = detail::tensor_algebra::held(other);
    }
    tensor(tensor&&) noexcept = default;
    tensor& operator=(tensor&&) noexcept = default;
    tensor& operator=(tensor const& other) {
        bool const both = memory.data() && other.memory.size() == other.numbers(); // and none was moved from
        return both ? *this = detail::tensor_algebra::held(other) : *this = tensor(other);
    }

    template <expression E>
    requires(!std::is_same_v<std::remove_cvref_t<E>, tensor> && !detail::across_from<E, Backend>) tensor&
    operator=(E&& e) {
        if (!memory.data()) memory = taken(numbers()); // after the old one was moved away
        assign(view(), detail::tensor_algebra::held(static_cast<E&&>(e)), Backend::shared());
        return *this;
    }
    /// The numbers of a tensor of the same shape from a device to the host or back, behind the work that was asked of
    /// the device's `shared()` backend.
    template <detail::across_from<Backend> Other>
    explicit tensor(Other const& other) : lead(other.leading()) {
        *this = other;
    }
    template <detail::across_from<Backend> Other>
    tensor& operator=(Other const& other) {
        static_assert(std::is_same_v<detail::shape_of<Other>, Shape> && std::is_same_v<detail::scalar_of<Other>, T>,
                      "chrnn: between host and device tensors are copied as they are, without change of shape or type");
        if constexpr (Shape::is_dynamic) (void)detail::agreed_leading(lead, other.leading());
        if (!memory.data()) memory = taken(numbers());
        if constexpr (Backend::on_host)
            Other::owner::shared().download(other.view().data, span());
        else
            Backend::shared().upload(other.span(), view().data);
        return *this;
    }
    /// Every entry becomes `value`.
    tensor& operator=(T value) { return *this = detail::constant<T>(value); }

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
    [[nodiscard]] constexpr chrnn::view<T, Shape, located> view() & { return view_at(memory.data()); }
    [[nodiscard]] constexpr chrnn::view<T const, Shape, located> view() const& { return view_at(memory.data()); }

    /// The entry at a position, one index per axis.
    template <class... Index>
    [[nodiscard]] T& operator()(Index... index) {
        return view()(index...);
    }
    template <class... Index>
    [[nodiscard]] T operator()(Index... index) const {
        return view()(index...);
    }
    constexpr index_t leading() const { return Shape::is_dynamic ? lead : dynamic; }
    void span() && = delete;
    [[nodiscard]] std::span<T> span() & {
        detail::check_reachable<located>();
        return memory.span();
    }
    [[nodiscard]] std::span<T const> span() const& {
        detail::check_reachable<located>();
        return memory.span();
    }

  private:
    using storage = typename Backend::template storage<T>;

    static storage taken(index_t n) { return Backend::shared().template take<T>(n, "a tensor"); }

    template <class E>
    static index_t leading_of(E const& e) {
        if (!Shape::is_dynamic) return dynamic;
        if (e.leading() == dynamic)
            fail("a tensor of ", Shape::text().view(), " needs the number n, which its value lacks");
        return e.leading();
    }
    static index_t checked(index_t n) {
        if (n < 0 || n > std::numeric_limits<index_t>::max() / Shape::inner)
            fail("a tensor of ", Shape::text().view(), " cannot have n = ", n);
        return n;
    }
    template <class Number>
    constexpr chrnn::view<Number, Shape, located> view_at(Number* first) const {
        if constexpr (Shape::is_dynamic)
            return {first, lead};
        else
            return chrnn::view<Number, Shape, located>(first);
    }
    index_t numbers() const { return Shape::inner * (Shape::is_dynamic ? lead : 1); }

    storage memory;
    index_t lead = dynamic;
};

/// The single number of an expression without axes.
template <expression E>
[[nodiscard]] detail::scalar_of<E> value(E const& e) {
    static_assert(detail::shape_of<E>::rank == 0, "chrnn: value takes an expression without axes, such as sum(x)");
    auto const one = detail::tensor_algebra::held(e);
    detail::check_readable<location::host, decltype(one)>();
    return one.template at<detail::scalar_of<E>>({});
}

} // namespace chrnn::CHRNN_ABI
