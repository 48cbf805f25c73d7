/// A record file: records appended one by one, each with its length and checksums (TensorFlow's TFRecord). POSIX only.
/// https://www.tensorflow.org/tutorials/load_data/tfrecord
#pragma once

#include <chrnn/base/crc32c.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <bit>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace chrnn::CHRNN_ABI::detail {

/// The checksum as records hold it: turned and shifted, since the checksum of bytes that hold one means little.
constexpr std::uint32_t masked_crc32c(std::string_view bytes) { return std::rotr(crc32c(bytes), 15) + 0xA282EAD8u; }

/// A record is handed to the system whole when it is added, so that a process that is killed leaves all of them. Every
/// member throws `error` with the path and the system's reason.
class record_file {
  public:
    /// Makes the file, which must not be there.
    explicit record_file(std::filesystem::path path) : path_(std::move(path)) {
        do descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
        while (descriptor_ < 0 && errno == EINTR);
        if (descriptor_ < 0) refuse(errno);
    }
    record_file(record_file&& other) noexcept
        : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
    record_file& operator=(record_file&&) = delete;
    ~record_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    void add(std::string_view record) {
        std::string all = bytes_of(std::uint64_t{record.size()});
        all += bytes_of(masked_crc32c(all));
        all.append(record).append(bytes_of(masked_crc32c(record)));
        for (std::string_view left = all; !left.empty();) {
            auto const sent = ::write(descriptor_, left.data(), left.size());
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) refuse(sent < 0 ? errno : EIO);
            left.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    std::filesystem::path const& path() const { return path_; }

  private:
    template <class Number>
    static std::string bytes_of(Number number) {
        static_assert(std::endian::native == std::endian::little);
        return {reinterpret_cast<char const*>(&number), sizeof number};
    }
    [[noreturn]] void refuse(int reason) const {
        fail("cannot write ", in_quotes(path_.native()), ": ", std::generic_category().message(reason));
    }

    std::filesystem::path path_;
    int descriptor_ = -1;
};

} // namespace chrnn::CHRNN_ABI::detail
