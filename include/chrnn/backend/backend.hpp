/// What a backend is: the verbs that layers, models and optimisers are written in.
#pragma once

#include <chrnn/shape/convolution.hpp>
#include <chrnn/tensor/matrix.hpp>
#include <chrnn/tensor/view.hpp>

#include <concepts>
#include <span>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// A kernel of every form that verbs take, to ask whether a verb is there.
struct any_kernel {
    CHRNN_INLINE void operator()(index_t) const {}
    CHRNN_INLINE void operator()(index_t, index_t) const {}
    template <class V>
    CHRNN_INLINE void operator()(index_t, index_t) const {}
    template <class V>
    CHRNN_INLINE void plane(index_t) const {}
    CHRNN_INLINE void entry(index_t, index_t) const {}
    template <class Group>
    CHRNN_INLINE void operator()(Group const&, index_t) const {}
};

/// The first that `Backend` lacks of what a backend has, for numbers of type T, as it is called; empty if it has all.
/// What each verb does `cpu` says and `tests/backend/conformance.hpp` checks.
template <class Backend, class T>
consteval std::string_view missing_verb() {
    using numbers = view<T, extents<dynamic>>;
    using read_only = view<T const, extents<dynamic>>;
    constexpr reading plain = reading::plain, transposed = reading::transposed;

    if constexpr (!requires { std::string_view(Backend::name); }) return "name";
    if constexpr (!requires { std::bool_constant<Backend::on_host>{}; }) return "on_host";
    if constexpr (!std::is_constructible_v<Backend, index_t>) return "constructor(threads)";
    if constexpr (!requires(Backend & on, std::string_view purpose) {
                      { on.template take<T>(1, purpose) } -> std::same_as<typename Backend::template storage<T>>;
                  })
        return "take<T>(numbers, purpose), which returns a storage<T>";
    if constexpr (!requires(typename Backend::capture one, Backend & on, void (*act)()) { one.run(on, act); })
        return "capture, with run(backend, act)";
    if constexpr (!requires(Backend & on, std::span<float const> from, T * to) { on.upload(from, to); })
        return "upload(span, to)";
    if constexpr (!requires(Backend & on, T const* from, std::span<T> to) { on.download(from, to); })
        return "download(from, span)";
    if constexpr (!requires(Backend & on, std::span<float const> from, T * to) {
                      on.template prefetch<T>(from).deliver(on, to);
                  })
        return "prefetch<T>(span), with deliver(backend, to)";
    if constexpr (!requires(Backend & on) { on.wait(); }) return "wait()";
    if constexpr (!requires(Backend & on, T * to, index_t n) { on.fill(to, n, T(0)); }) return "fill(to, n, value)";
    if constexpr (!requires(Backend & on, index_t n, any_kernel const& kernel) { on.parallel_for(n, n, kernel); })
        return "parallel_for(n, cost, kernel)";
    if constexpr (!requires(Backend & on, index_t n, any_kernel const& kernel) { on.parallel_for_2d(n, n, kernel); })
        return "parallel_for_2d(rows, columns, kernel)";
    if constexpr (!requires(Backend & on, index_t n, any_kernel const& kernel) {
                      on.template parallel_for_simd<T>(n, n, kernel);
                  })
        return "parallel_for_simd<T>(rows, columns, kernel)";
    if constexpr (!requires(Backend & on, index_t n, any_kernel const& kernel) {
                      on.template parallel_for_planes<T>(n, n, kernel);
                  })
        return "parallel_for_planes<T>(planes, entries, kernel)";
    if constexpr (!requires(Backend & on, index_t n, any_kernel const& kernel) {
                      on.parallel_for_groups(n, n, kernel);
                  })
        return "parallel_for_groups(n, cost, kernel)";
    if constexpr (!requires(Backend & on, numbers to, read_only e) { on.assign(to, e); })
        return "assign(to, expression)";
    if constexpr (!requires(Backend & on, index_t n, matrices<T> c, matrices<T const> a) {
                      on.template multiply<plain, transposed, true>(n, c, a, a);
                  })
        return "multiply<A, B, Add>(count, c, a, b)";
    if constexpr (!requires(Backend & on, index_t n, matrices<T const> b, T * scratch) {
                      { on.template pack_rhs<transposed>(n, b, scratch) } -> std::same_as<packed_rhs<transposed, T>>;
                  })
        return "pack_rhs<B>(count, b, scratch)";
    if constexpr (!requires(Backend & on, index_t n, matrices<T> c, matrices<T const> a, packed_rhs<transposed, T> b) {
                      on.template multiply<plain, true>(n, c, a, b);
                  })
        return "multiply<A, Add>(count, c, a, packed b)";
    if constexpr (!requires(Backend & on, index_t n) {
                      { on.concurrent(n, n) } -> std::convertible_to<index_t>;
                  })
        return "concurrent(count, columns)";
    if constexpr (!requires(Backend & on, index_t n, T * to, matrices<T const> from) {
                      on.add_column_sums(n, to, from);
                  })
        return "add_column_sums(count, to, matrices)";
    if constexpr (!requires(Backend & on, index_t n, T * to, matrices<T const> from) { on.add_row_sums(n, to, from); })
        return "add_row_sums(count, to, matrices)";
    if constexpr (!requires(Backend & on, read_only e, double* to) { on.total(e, to); }) return "total(expression, to)";
    if constexpr (!requires(Backend & on, convolution const& c, index_t n, T const* x, T* y) {
                      on.convolve(c, n, x, x, x, y);
                  })
        return "convolve(convolution, samples, x, weights, bias, out)";
    if constexpr (!requires(Backend & on, convolution const& c, index_t n, T const* x, T* y) {
                      on.convolve_weight_gradient(c, n, x, x, y);
                  })
        return "convolve_weight_gradient(convolution, samples, x, d_out, d_weights)";
    if constexpr (!requires(Backend & on, convolution const& c, index_t n, T const* x, T* y) {
                      on.convolve_input_gradient(c, n, x, x, y);
                  })
        return "convolve_input_gradient(convolution, samples, d_out, weights, dx)";
    return {};
}

/// Whether `Backend` has one verb more: `in_clusters(kernel)`, for kernels of several fronts of a scan. It says whether
/// it has run the kernel; if not, others have to do its work.
template <class Backend>
constexpr bool has_clusters = requires {
    requires Backend::has_clusters;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A backend computes what layers ask for, in memory of its own. One of one's own may derive from `cpu`, or from
/// another, and do some verbs otherwise.
template <class Backend, class T = float>
concept backend = detail::missing_verb<Backend, T>()
.empty();

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Ends the compilation with the first that `Backend` lacks to be one for numbers of type T. Not checked under nvcc,
/// whose front end does not accept overloads that differ only in the order of their template arguments here.
template <class Backend, class T>
consteval bool check_backend() {
#if !defined(__NVCC__)
    if constexpr (!backend<Backend, T>) mistake<sentence("the backend lacks ", missing_verb<Backend, T>())>();
#endif
    return true;
}

} // namespace chrnn::CHRNN_ABI::detail
