/// Storage: numbers that one owner holds in memory of some kind.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <limits>
#include <span>
#include <string_view>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Owns `size()` numbers of type T in `Memory`, which begin as zero at an `alignment` boundary.
/// requires: `memory.take(bytes, purpose)`, zeroed memory or an error that says how much was asked for and for what;
/// `memory.give_back(first)`.
template <class T, class Memory>
class storage {
  public:
    storage() = default;
    /// Throws when there is not that much memory for `purpose`.
    explicit storage(index_t n, std::string_view purpose = "a tensor", Memory from = {})
        : memory(std::move(from)), count(n) {
        if (n == 0) return;
        if (n < 0 || n > std::numeric_limits<index_t>::max() / static_cast<index_t>(sizeof(T)))
            fail<shortage>("there is no memory of ", n, " numbers for ", purpose);
        first = static_cast<T*>(memory.take(static_cast<std::size_t>(n) * sizeof(T), purpose));
    }
    storage(storage&& other) noexcept
        : memory(other.memory), first(std::exchange(other.first, nullptr)), count(std::exchange(other.count, 0)) {}
    storage& operator=(storage&& other) noexcept {
        std::swap(memory, other.memory);
        std::swap(first, other.first);
        std::swap(count, other.count);
        return *this;
    }
    ~storage() { memory.give_back(first); }

    constexpr T* data() { return first; }
    constexpr T const* data() const { return first; }
    index_t size() const { return count; }
    std::span<T> span() { return {first, static_cast<std::size_t>(count)}; }
    std::span<T const> span() const { return {first, static_cast<std::size_t>(count)}; }

  private:
    [[no_unique_address]] Memory memory;
    T* first = nullptr;
    index_t count = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
