/// The captures of a pass, one for each size of batch.
#pragma once

#include <chrnn/base/config.hpp>

#include <algorithm>
#include <cstdint>
#include <list>

namespace chrnn::CHRNN_ABI::detail {

/// The captures of one pass, of the sizes that came last. Whoever runs the pass owns them.
template <class Backend>
class captures {
  public:
    /// Does what `act` asks for, as a capture where the backend has one of the pass with that many samples. Another
    /// `revision` than before says that the pass has changed, so that older captures are dropped.
    template <class Act>
    void run(Backend& on, std::uint64_t revision, index_t samples, Act const& act) {
        if (revision != revision_) kept_.clear();
        revision_ = revision;
        if (auto const one = std::ranges::find(kept_, samples, &capture_of_size::samples); one != kept_.end())
            kept_.splice(kept_.begin(), kept_, one);
        else
            kept_.emplace_front(samples);
        if (kept_.size() > most) kept_.pop_back();
        kept_.front().capture.run(on, act);
    }

  private:
    static constexpr std::size_t most = 8; ///< whole batches, an epoch's last one, and some more

    struct capture_of_size {
        index_t samples;
        typename Backend::capture capture{};
        explicit capture_of_size(index_t samples) : samples(samples) {}
    };
    std::uint64_t revision_ = 0;
    std::list<capture_of_size> kept_; ///< used last, first
};

} // namespace chrnn::CHRNN_ABI::detail
