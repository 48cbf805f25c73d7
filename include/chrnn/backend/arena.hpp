/// The arena: a block of a backend's memory that the host can look into.
#pragma once

#include <chrnn/base/config.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// `n` numbers in memory of `Backend`, which begin as zero. Where that is not the host's memory, the host sees a copy.
template <class T, class Backend>
class arena {
  public:
    /// Throws when there is not enough memory, with the arena's name.
    arena(Backend& on, index_t n, std::string_view name) : on_(&on), numbers_(on.template take<T>(n, name)) {}

    index_t size() const { return numbers_.size(); }

    /// The numbers where the backend computes. What the host has written arrives there first.
    T* data() {
        if constexpr (!Backend::on_host)
            if (written_) {
                on_->upload(std::span<T const>(copy_), numbers_.data());
                written_ = false;
            }
        return numbers_.data();
    }
    /// The numbers where the host can read and write them, valid until the next `data()`, which brings them all back.
    std::span<T> host() {
        if constexpr (Backend::on_host) {
            return numbers_.span();
        } else {
            if (!written_) look(0, size());
            written_ = true;
            return copy_;
        }
    }
    /// The numbers to read only, valid until the next call: nothing is brought back for that.
    std::span<T const> read() const { return host(0, size()); }
    /// `n` of them from `begin` on.
    std::span<T const> host(index_t begin, index_t n) const {
        auto const part = [&](std::span<T const> all) {
            return all.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(n));
        };
        if constexpr (Backend::on_host)
            return part(numbers_.span());
        else
            return written_ ? part(copy_) : look(begin, n);
    }

  private:
    std::span<T const> look(index_t begin, index_t n) const {
        copy_.resize(static_cast<std::size_t>(n));
        on_->download(numbers_.data() + begin, std::span<T>(copy_));
        return copy_;
    }

    Backend* on_;
    typename Backend::template storage<T> numbers_;
    mutable std::vector<T> copy_; ///< what the host sees of memory that is not its own
    bool written_ = false;        ///< whether `copy_` is newer
};

} // namespace chrnn::CHRNN_ABI::detail
