#include <tensor/sample.hpp>

#include <chrnn/backend/cpu/streaming.hpp>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("a result large enough to be streamed is what plain loops give, to its last number") {
    constexpr index_t n = streamed_bytes / index_t{sizeof(float)} + 37;
    tensor<float, extents<n + 1>> x, y;
    for (index_t i = 0; i <= n; ++i) x.span()[static_cast<std::size_t>(i)] = static_cast<float>(i % 1009);
    auto const differences = [&](index_t begin, auto const& expected) {
        index_t count = 0;
        for (index_t i = begin; i < n + begin; ++i) {
            auto const at = static_cast<std::size_t>(i);
            count += y.span()[at] != expected(x.span()[at]);
        }
        return count;
    };
    auto const doubled = [](float a) { return 2 * a + 1; };
    for (index_t threads : {1, 2, 3}) {
        cpu on(threads);
        for (index_t begin : {0, 1}) { // the second does not begin at a multiple of a register
            view<float, extents<n>> const from(x.span().data() + begin), to(y.span().data() + begin);
            y = 0.0f;
            assign(to, from * 2.0f + 1.0f, on);
            CHECK(differences(begin, doubled) == 0);
            CHECK(y.span()[static_cast<std::size_t>(begin == 0 ? n : 0)] == 0);
        }
        y = x;
        assign(y.view(), y.view() * 2.0f + 1.0f, on); // in place
        CHECK(differences(0, doubled) == 0);
    }
}
