#include <chrnn/backend/arena.hpp>
#include <chrnn/backend/cpu/cpu.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// A backend whose memory the host may not look into, as a device's, and which counts what passes between the two.
struct far_backend {
    static constexpr bool on_host = false;
    template <class T>
    using storage = host_storage<T>;
    int up = 0, down = 0;

    template <class T>
    storage<T> take(index_t n, std::string_view purpose) {
        return storage<T>(n, purpose);
    }
    template <class T>
    void upload(std::span<T const> from, T* to) {
        ++up;
        std::copy(from.begin(), from.end(), to);
    }
    template <class T>
    void download(T const* from, std::span<T> to) {
        ++down;
        std::copy_n(from, to.size(), to.begin());
    }
};

} // namespace

TEST_CASE("the host sees an arena's own numbers where memory is shared") {
    cpu on(1);
    arena<float, cpu> numbers(on, 5, "the numbers");
    CHECK(numbers.size() == 5);
    CHECK(numbers.host().data() == numbers.data());
    numbers.host()[3] = 2;
    CHECK(numbers.data()[3] == 2);
    CHECK(std::as_const(numbers).host(2, 3).data() == numbers.data() + 2);
}

TEST_CASE("what the host writes reaches far memory before the backend's next work, once") {
    far_backend on;
    arena<float, far_backend> numbers(on, 4, "the numbers");
    numbers.data()[1] = 5; // as a kernel would
    auto const seen = numbers.host();
    CHECK((seen[1] == 5 && on.down == 1));
    seen[2] = 7;
    CHECK(numbers.host()[2] == 7); // looking again does not lose it
    CHECK((on.down == 1 && on.up == 0));
    float* const there = numbers.data();
    CHECK((there[1] == 5 && there[2] == 7 && on.up == 1));
    numbers.data();
    CHECK(on.up == 1);
    there[0] = 9;
    CHECK(numbers.host()[0] == 9);
}

TEST_CASE("a look at a part of far memory copies that part and brings nothing back") {
    far_backend on;
    arena<float, far_backend> numbers(on, 6, "the numbers");
    for (int i = 0; i < 6; ++i) numbers.data()[i] = float(i);
    auto const part = std::as_const(numbers).host(2, 3);
    CHECK((part.size() == 3 && part[0] == 2 && part[2] == 4));
    numbers.data();
    CHECK(on.up == 0);
}

TEST_CASE("what the host only reads is not brought back, however often it reads") {
    far_backend on;
    arena<float, far_backend> numbers(on, 4, "the numbers");
    numbers.data()[1] = 5;
    for (int i = 0; i < 3; ++i) {
        auto const seen = numbers.read();
        CHECK((seen.size() == 4 && seen[1] == float(5 + i)));
        numbers.data()[1] += 1; // as the next kernel would
    }
    CHECK((on.up == 0 && on.down == 3));
    static_assert(std::is_same_v<decltype(numbers.read()), std::span<float const>>);
}

TEST_CASE("reading sees what the host has written, which is brought back once") {
    far_backend on;
    arena<float, far_backend> numbers(on, 4, "the numbers");
    numbers.host()[2] = 7;
    CHECK((numbers.read()[2] == 7 && numbers.read()[0] == 0));
    CHECK((on.up == 0 && on.down == 1)); // the one before the writing
    CHECK((numbers.data()[2] == 7 && on.up == 1));
    CHECK((numbers.read()[2] == 7 && numbers.data()[2] == 7));
    CHECK((on.up == 1 && on.down == 2));
}

TEST_CASE("reading does not copy where memory is shared") {
    cpu on(1);
    arena<float, cpu> const numbers(on, 5, "the numbers");
    CHECK((numbers.read().size() == 5 && numbers.read().data() == numbers.host(0, 5).data()));
}

TEST_CASE("a part that is looked at while the host's numbers wait is the host's") {
    far_backend on;
    arena<float, far_backend> numbers(on, 4, "the numbers");
    numbers.host()[3] = 8;
    CHECK(std::as_const(numbers).host(3, 1)[0] == 8);
    CHECK(numbers.data()[3] == 8);
}
