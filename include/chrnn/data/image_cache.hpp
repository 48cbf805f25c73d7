/// The image cache: decoded images that several threads keep and find.
#pragma once

#include <chrnn/data/bitmap.hpp>

#include <atomic>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Each image is written once, by the first who brings it, and not before it is whole is it found.
class image_cache {
  public:
    /// For so many images and so many bytes of pixels; with none nothing is kept.
    image_cache(index_t images, index_t bytes)
        : places_(static_cast<std::size_t>(bytes > 0 ? images : 0)), most_(bytes) {}

    /// Image `i`, or null.
    bitmap const* find(index_t i) const {
        if (places_.empty()) return nullptr;
        place const& mine = places_[static_cast<std::size_t>(i)];
        return mine.now.load(std::memory_order_acquire) == state::there ? &mine.image : nullptr;
    }
    /// Takes image `i` over if nobody has brought it and there is room; otherwise it stays where it is. Where it is
    /// now.
    bitmap const* keep(index_t i, bitmap& image) {
        if (places_.empty()) return &image;
        place& mine = places_[static_cast<std::size_t>(i)];
        state none = state::absent;
        if (!mine.now.compare_exchange_strong(none, state::coming, std::memory_order_acquire)) return &image;
        auto const bytes = static_cast<index_t>(image.pixels.size());
        if (taken_.fetch_add(bytes) + bytes > most_) return &image; // nobody tries again
        mine.image = std::move(image);
        mine.now.store(state::there, std::memory_order_release);
        return &mine.image;
    }

  private:
    enum class state : unsigned char { absent, coming, there };
    struct place {
        bitmap image;
        std::atomic<state> now = state::absent;
    };

    std::vector<place> places_;
    index_t most_;
    std::atomic<index_t> taken_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
