/// Shared reports: what the processes of a group have to say of their images, said by the first of them, and once.
#pragma once

#include <chrnn/process/gather.hpp>

#include <functional>
#include <set>
#include <string>

namespace chrnn::CHRNN_ABI::detail {

class shared_reports {
  public:
    explicit shared_reports(std::function<void(std::string const&)> report) : report_(std::move(report)) {}

    /// A sentence of one line.
    void add(std::string const& sentence) { waiting_ += sentence + '\n'; }
    bool waiting() const { return !waiting_.empty(); }
    /// In every process of the group at the same time.
    void exchange(process_group& group) {
        for (std::string const& lines : gather_texts(group, waiting_))
            for (std::size_t begin = 0; begin < lines.size(); begin = lines.find('\n', begin) + 1)
                say(lines.substr(begin, lines.find('\n', begin) - begin), group.rank() == 0);
        waiting_.clear();
    }

  private:
    void say(std::string const& sentence, bool aloud) {
        if (said_.insert(sentence).second && aloud && report_) report_(sentence);
    }

    std::function<void(std::string const&)> report_;
    std::string waiting_; ///< lines
    std::set<std::string> said_;
};

} // namespace chrnn::CHRNN_ABI::detail
