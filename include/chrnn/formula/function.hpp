/// The pointwise functions: each a type with its value and, for every argument, the way a gradient passes back.
#pragma once

#include <chrnn/formula/simd_traits.hpp>

namespace chrnn::CHRNN_ABI::detail::function {

// value(a, b, ...) is y; backward<K>(d, y, a, b, ...) is d * dy/d(argument K).

struct add {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return a + b;
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V, V) {
        return d;
    }
};

struct subtract {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return a - b;
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V, V) {
        return K == 0 ? d : -d;
    }
};

struct multiply {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return a * b;
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V a, V b) {
        return d * (K == 0 ? b : a);
    }
};

struct divide {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return a / b;
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V y, V, V b) {
        return K == 0 ? d / b : -d * y / b;
    }
};

struct negate {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        return -a;
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V) {
        return -d;
    }
};

struct exp {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        using std::exp;
        return exp(a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V y, V) {
        return d * y;
    }
};

struct log {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        using std::log;
        return log(a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V a) {
        return d / a;
    }
};

struct sqrt {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        using std::sqrt;
        return sqrt(a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V y, V) {
        return d / (y + y);
    }
};

/// 1 / sqrt(a).
struct rsqrt {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        return reciprocal_sqrt(a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V y, V) {
        return simd_traits<V>::fill(-0.5f) * d * y * y * y;
    }
};

struct tanh {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        using std::tanh;
        return tanh(a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V y, V) {
        return d * (simd_traits<V>::fill(1) - y * y);
    }
};

struct sigmoid {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        return logistic(a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V y, V) {
        return d * (y * (simd_traits<V>::fill(1) - y));
    }
};

/// max(a, 0); the gradient at 0 is 0. A NaN stays a NaN.
struct relu {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        return rectified(a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V a) {
        return if_less(simd_traits<V>::fill(0), a, d, simd_traits<V>::fill(0));
    }
};

/// |a|; the gradient at 0 is 0.
struct abs {
    template <class V>
    CHRNN_INLINE static V value(V a) {
        return if_less(a, simd_traits<V>::fill(0), -a, a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V a) {
        V const zero = simd_traits<V>::fill(0);
        return if_less(a, zero, -d, if_less(zero, a, d, zero));
    }
};

/// The greater of two, or the lesser; of two equal ones, the first takes the gradient.
template <bool Greater>
struct extreme {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return if_beyond(b, a, b, a);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V a, V b) {
        V const zero = simd_traits<V>::fill(0);
        return K == 0 ? if_beyond(b, a, zero, d) : if_beyond(b, a, d, zero);
    }

  private:
    template <class V>
    CHRNN_INLINE static V if_beyond(V a, V b, V yes, V no) {
        return Greater ? if_less(b, a, yes, no) : if_less(a, b, yes, no);
    }
};
using min = extreme<false>;
using max = extreme<true>;

/// The base of comparisons, through which no gradient passes.
struct comparison {
    template <int K, class V>
    CHRNN_INLINE static V backward(V, V, V, V) {
        return simd_traits<V>::fill(0);
    }
};

/// 1 where a < b, elsewhere 0.
struct less : comparison {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return if_less(a, b, simd_traits<V>::fill(1), simd_traits<V>::fill(0));
    }
};

/// 1 where a <= b, elsewhere 0.
struct less_equal : comparison {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        V const one = simd_traits<V>::fill(1);
        return if_less(a, b, one, if_equal(a, b, one, simd_traits<V>::fill(0)));
    }
};

/// 1 where a == b, elsewhere 0.
struct equal : comparison {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return if_equal(a, b, simd_traits<V>::fill(1), simd_traits<V>::fill(0));
    }
};

/// 1 where a != b, elsewhere 0.
struct not_equal : comparison {
    template <class V>
    CHRNN_INLINE static V value(V a, V b) {
        return if_equal(a, b, simd_traits<V>::fill(0), simd_traits<V>::fill(1));
    }
};

/// `yes` where the condition is not 0, elsewhere `no`.
struct where {
    template <class V>
    CHRNN_INLINE static V value(V condition, V yes, V no) {
        return if_equal(condition, simd_traits<V>::fill(0), no, yes);
    }
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V condition, V, V) {
        V const zero = simd_traits<V>::fill(0);
        return K == 0 ? zero : K == 1 ? if_equal(condition, zero, zero, d) : if_equal(condition, zero, d, zero);
    }
};

} // namespace chrnn::CHRNN_ABI::detail::function
