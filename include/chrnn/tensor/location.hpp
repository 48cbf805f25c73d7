/// Where the numbers of an expression lie, and with it who can evaluate it.
#pragma once

#include <chrnn/base/abi.hpp>

#include <type_traits>

namespace chrnn::CHRNN_ABI {

/// `anywhere` is the place of what has no memory.
enum class location { anywhere, host, device };

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Where a backend computes and has its memory.
template <class Backend>
inline constexpr location location_of_backend = Backend::on_host ? location::host : location::device;

/// Where an expression lies.
template <class E>
[[nodiscard]] consteval location location_of() {
    using node = std::remove_cvref_t<E>;
    constexpr bool said = requires { node::located; };
    static_assert(said, "chrnn: an expression says where it lies: derive it from expression_over<its operands...>, or "
                        "give it a static constexpr location located");
    if constexpr (said)
        return node::located;
    else
        return location::anywhere;
}

/// Where several expressions lie together.
template <class... E>
struct common_location {
    static constexpr bool on_host = ((location_of<E>() == location::host) || ...);
    static constexpr bool on_device = ((location_of<E>() == location::device) || ...);
    static constexpr bool exists = !(on_host && on_device);
    static constexpr location value = on_host == on_device ? location::anywhere
                                      : on_host            ? location::host
                                                           : location::device;
};

/// Ends the compilation where an expression is to be evaluated on a side that it does not lie on.
template <location Here, class E>
consteval void check_readable() {
    static_assert(Here != location::host || location_of<E>() != location::device,
                  "chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first");
    static_assert(Here != location::device || location_of<E>() != location::host,
                  "chrnn: a device does not evaluate what lies on the host: assign it to a tensor on the device first");
}
/// Ends the compilation unless the host can reach single numbers there.
template <location Where>
consteval void check_reachable() {
    static_assert(Where != location::device,
                  "chrnn: the numbers of a tensor on a device cannot be read and written one "
                  "by one: assign it to a tensor on the host, or one to it");
}

} // namespace chrnn::CHRNN_ABI::detail
