/// The captures of a pass, one for each size of batch.
#pragma once

#include <chrnn/base/config.hpp>

#include <cstdint>
#include <map>

namespace chrnn::CHRNN_ABI::detail {

/// The captures of one pass. Whoever runs the pass owns them.
template <class Backend>
class captures {
  public:
    /// Does what `act` asks for, as a capture where the backend has one of the pass with that many samples. Another
    /// `revision` than before says that the pass has changed, so that older captures are dropped.
    template <class Act>
    void run(Backend& on, std::uint64_t revision, index_t samples, Act const& act) {
        if (revision != revision_) of_samples_.clear();
        revision_ = revision;
        of_samples_[samples].run(on, act);
    }

  private:
    std::uint64_t revision_ = 0;
    std::map<index_t, typename Backend::capture> of_samples_;
};

} // namespace chrnn::CHRNN_ABI::detail
