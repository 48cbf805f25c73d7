/// Label smoothing: a label gives all classes a share.
#pragma once

#include <chrnn/layer/dropout.hpp>

namespace chrnn::CHRNN_ABI {

/// An option of losses of classes: the share of a label that all classes have in equal parts (Szegedy et al., CVPR
/// 2016).
template <probability Share>
struct label_smoothing {
    static_assert(Share.bits != probability::beyond,
                  "chrnn: label_smoothing takes a share from 0 to below 1: label_smoothing<0.1>");
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

template <class Option>
inline constexpr bool is_label_smoothing = false;
template <probability Share>
inline constexpr bool is_label_smoothing<label_smoothing<Share>> = true;

/// The share that an option says; 0 if it says none.
template <class Option>
inline constexpr double smoothing_of = 0;
template <probability Share>
inline constexpr double smoothing_of<label_smoothing<Share>> = Share.value();

} // namespace chrnn::CHRNN_ABI::detail
