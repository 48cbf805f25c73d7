/// The pointwise functions: each a type with its value and, for every argument, the way a gradient passes back.
#pragma once

#include <chrnn/formula/lane.hpp>

namespace chrnn::function {

// value(a, b, ...) is y; backward<K>(d, y, a, b, ...) is d * dy/d(argument K).

struct add {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return a + b;
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L, L) {
        return d;
    }
};

struct subtract {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return a - b;
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L, L) {
        return K == 0 ? d : -d;
    }
};

struct multiply {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return a * b;
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L a, L b) {
        return d * (K == 0 ? b : a);
    }
};

struct divide {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return a / b;
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L y, L, L b) {
        return K == 0 ? d / b : -d * y / b;
    }
};

struct negate {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        return -a;
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L) {
        return -d;
    }
};

struct exp {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        using std::exp;
        return exp(a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L y, L) {
        return d * y;
    }
};

struct log {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        using std::log;
        return log(a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L a) {
        return d / a;
    }
};

struct sqrt {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        using std::sqrt;
        return sqrt(a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L y, L) {
        return d / (y + y);
    }
};

/// 1 / sqrt(a).
struct rsqrt {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        return reciprocal_sqrt(a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L y, L) {
        return lane<L>::fill(-0.5f) * d * y * y * y;
    }
};

struct tanh {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        using std::tanh;
        return tanh(a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L y, L) {
        return d * (lane<L>::fill(1) - y * y);
    }
};

struct sigmoid {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        return logistic(a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L y, L) {
        return d * (y * (lane<L>::fill(1) - y));
    }
};

/// max(a, 0); the gradient at 0 is 0. A NaN stays a NaN.
struct relu {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        return rectified(a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L a) {
        return if_less(lane<L>::fill(0), a, d, lane<L>::fill(0));
    }
};

/// |a|; the gradient at 0 is 0.
struct abs {
    template <class L>
    CHRNN_INLINE static L value(L a) {
        return if_less(a, lane<L>::fill(0), -a, a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L a) {
        L const zero = lane<L>::fill(0);
        return if_less(a, zero, -d, if_less(zero, a, d, zero));
    }
};

/// The lesser of two; of two equal ones, the first takes the gradient.
struct min {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return if_less(b, a, b, a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L a, L b) {
        L const zero = lane<L>::fill(0);
        return K == 0 ? if_less(b, a, zero, d) : if_less(b, a, d, zero);
    }
};

/// The greater of two; of two equal ones, the first takes the gradient.
struct max {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return if_less(a, b, b, a);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L a, L b) {
        L const zero = lane<L>::fill(0);
        return K == 0 ? if_less(a, b, zero, d) : if_less(a, b, d, zero);
    }
};

/// The base of comparisons, through which no gradient passes.
struct comparison {
    template <int K, class L>
    CHRNN_INLINE static L backward(L, L, L, L) {
        return lane<L>::fill(0);
    }
};

/// 1 where a < b, elsewhere 0.
struct less : comparison {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return if_less(a, b, lane<L>::fill(1), lane<L>::fill(0));
    }
};

/// 1 where a <= b, elsewhere 0.
struct less_equal : comparison {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        L const one = lane<L>::fill(1);
        return if_less(a, b, one, if_equal(a, b, one, lane<L>::fill(0)));
    }
};

/// 1 where a == b, elsewhere 0.
struct equal : comparison {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return if_equal(a, b, lane<L>::fill(1), lane<L>::fill(0));
    }
};

/// 1 where a != b, elsewhere 0.
struct not_equal : comparison {
    template <class L>
    CHRNN_INLINE static L value(L a, L b) {
        return if_equal(a, b, lane<L>::fill(0), lane<L>::fill(1));
    }
};

/// `yes` where the condition is not 0, elsewhere `no`.
struct where {
    template <class L>
    CHRNN_INLINE static L value(L condition, L yes, L no) {
        return if_equal(condition, lane<L>::fill(0), no, yes);
    }
    template <int K, class L>
    CHRNN_INLINE static L backward(L d, L, L condition, L, L) {
        L const zero = lane<L>::fill(0);
        return K == 0 ? zero : K == 1 ? if_equal(condition, zero, zero, d) : if_equal(condition, zero, d, zero);
    }
};

} // namespace chrnn::function
