/// Memory of the host, aligned and zeroed.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <algorithm>
#include <limits>
#include <new>
#include <span>
#include <string_view>
#include <utility>

namespace chrnn {

/// Owns `size()` numbers of type T, which begin as zero at an `alignment` boundary.
template <class T>
class host_storage {
  public:
    host_storage() = default;
    /// Throws an error that says how much was asked for and for what, when there is not that much.
    explicit host_storage(index_t n, std::string_view purpose = "a tensor") : count(n) {
        if (n == 0) return;
        if (n < 0 || n > std::numeric_limits<index_t>::max() / static_cast<index_t>(sizeof(T)))
            fail("there is no memory of ", n, " numbers for ", purpose);
        auto const bytes = static_cast<std::size_t>(n) * sizeof(T);
        first = static_cast<T*>(::operator new(bytes, std::align_val_t(alignment), std::nothrow));
        if (!first) fail("out of memory: ", bytes, " bytes were asked for by ", purpose);
        std::fill_n(first, n, T{});
    }
    host_storage(host_storage&& other) noexcept
        : first(std::exchange(other.first, nullptr)), count(std::exchange(other.count, 0)) {}
    host_storage& operator=(host_storage&& other) noexcept {
        std::swap(first, other.first);
        std::swap(count, other.count);
        return *this;
    }
    ~host_storage() { ::operator delete(first, std::align_val_t(alignment)); }

    T* data() { return first; }
    T const* data() const { return first; }
    index_t size() const { return count; }
    std::span<T> span() { return {first, static_cast<std::size_t>(count)}; }
    std::span<T const> span() const { return {first, static_cast<std::size_t>(count)}; }

  private:
    T* first = nullptr;
    index_t count = 0;
};

} // namespace chrnn
