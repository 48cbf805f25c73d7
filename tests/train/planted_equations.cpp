#include <chrnn/cell/lstm.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// `Function` whose gradient is that of `Function` with a fault.
struct tanh_right : function::tanh {};
struct tanh_with_a_sign : function::tanh {
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V y, V) {
        return d * (simd_traits<V>::fill(1) + y * y);
    }
};
struct tanh_of_its_argument : function::tanh {
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V a) {
        return d * (simd_traits<V>::fill(1) - a * a);
    }
};
struct sum_right : function::add {};
struct sum_without_its_second : function::add {
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V, V) {
        return K == 0 ? d : simd_traits<V>::fill(0);
    }
};
struct sum_without_its_first : function::add {
    template <int K, class V>
    CHRNN_INLINE static V backward(V d, V, V, V) {
        return K == 1 ? d : simd_traits<V>::fill(0);
    }
};
struct sigmoid_right : function::sigmoid {};
struct sigmoid_without_a_gradient : function::sigmoid {
    template <int K, class V>
    CHRNN_INLINE static V backward(V, V, V) {
        return simd_traits<V>::fill(0);
    }
};

/// The LSTM with the sum of the neighbours' cells, its tanh and the sigmoid of its forget gate to be chosen.
template <class Sum, class Tanh, class Sigmoid>
struct equations_with : lstm {
    static constexpr auto equations =
        let(c = compose<Sigmoid>(f) * compose<Sum>(row(c), column(c)) + sigmoid(i) * tanh(g), //
            h = sigmoid(o) * compose<Tanh>(c));
};
template <class Sum, class Tanh, class Sigmoid>
bool accepted() {
    using cell_type = equations_with<Sum, Tanh, Sigmoid>;
    return check_gradient<recurrence<cell_type, directions<ne>>, feature_shape(3, 2, 3)>().within(1e-7);
}

} // namespace

TEST_CASE("faults planted in a cell's equations are caught") {
    CHECK(accepted<sum_right, tanh_right, sigmoid_right>());
    CHECK(!accepted<sum_right, tanh_with_a_sign, sigmoid_right>());
    CHECK(!accepted<sum_right, tanh_of_its_argument, sigmoid_right>());
    CHECK(!accepted<sum_without_its_first, tanh_right, sigmoid_right>());  // the row neighbour's cell
    CHECK(!accepted<sum_without_its_second, tanh_right, sigmoid_right>()); // the column neighbour's cell
    CHECK(!accepted<sum_right, tanh_right, sigmoid_without_a_gradient>()); // the forget gate
}
