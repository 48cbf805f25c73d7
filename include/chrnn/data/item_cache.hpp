/// The item cache: what was decoded of a data set, which several threads keep and find.
#pragma once

#include <chrnn/base/config.hpp>

#include <atomic>
#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Each item is written once, by the first who brings it, and not before it is whole is it found.
template <class Item>
class item_cache {
  public:
    /// For so many items and so many bytes in all; with none nothing is kept.
    item_cache(index_t items, index_t bytes) : places_(static_cast<std::size_t>(bytes > 0 ? items : 0)), most_(bytes) {}

    /// Item `i`, or null.
    Item const* find(index_t i) const {
        if (places_.empty()) return nullptr;
        place const& mine = places_[static_cast<std::size_t>(i)];
        return mine.now.load(std::memory_order_acquire) == state::there ? &mine.item : nullptr;
    }
    /// Takes item `i` over, which has so many bytes, if nobody has brought it and there is room; otherwise it stays
    /// where it is. Where it is now.
    Item const* keep(index_t i, Item& item, index_t bytes) {
        if (places_.empty()) return &item;
        place& mine = places_[static_cast<std::size_t>(i)];
        state none = state::absent;
        if (!mine.now.compare_exchange_strong(none, state::coming, std::memory_order_acquire)) return &item;
        if (taken_.fetch_add(bytes) + bytes > most_) {
            taken_ -= bytes;
            return &item; // nobody tries again
        }
        mine.item = std::move(item);
        mine.now.store(state::there, std::memory_order_release);
        return &mine.item;
    }

  private:
    enum class state : unsigned char { absent, coming, there };
    struct place {
        Item item;
        std::atomic<state> now = state::absent;
    };

    std::vector<place> places_;
    index_t most_;
    std::atomic<index_t> taken_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
