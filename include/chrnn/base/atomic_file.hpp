/// An atomic file: it is written whole beside the old one, then takes its place, or leaves no trace. POSIX only.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>
#include <chrnn/base/partial_file.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chrnn::CHRNN_ABI::detail {

/// A file on its way to `path`. The bytes go to a temporary file in the same folder; `commit` syncs it, renames it to
/// `path` and syncs the folder. Until then, and after any failure, whatever was at `path` is untouched; a temporary
/// file that was not committed is removed, at the next file for `path` also one that a killed process has left. Every
/// member throws `error` with the path and the system's reason.
class atomic_file {
  public:
    /// Opens the temporary file. A symbolic link is followed; what exists at `path` must be a regular file.
    explicit atomic_file(std::filesystem::path const& path) : target(resolved(path)) {
        struct stat old {};
        bool const replaces = ::stat(target.c_str(), &old) == 0;
        if (replaces && !S_ISREG(old.st_mode)) fail("cannot write ", in_quotes(target), ": it is not a regular file");

        buffer.reserve(capacity);
        sweep_partial_files(target);
        do {
            temporary = partial_name(target);
            descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        } while (descriptor < 0 && (errno == EEXIST || errno == EINTR));
        if (descriptor < 0) refuse(errno);
        if (replaces) static_cast<void>(::fchmod(descriptor, old.st_mode & 0777)); // a courtesy: it may fail
    }

    atomic_file(atomic_file const&) = delete;
    atomic_file& operator=(atomic_file const&) = delete;

    ~atomic_file() {
        if (descriptor >= 0) ::close(descriptor);
        if (!committed) ::unlink(temporary.c_str());
    }

    /// Appends bytes.
    void write(std::span<std::byte const> bytes) {
        if (buffer.size() + bytes.size() > capacity) flush();
        if (bytes.size() >= capacity)
            send(bytes);
        else
            buffer.insert(buffer.end(), bytes.begin(), bytes.end());
    }

    /// Appends text.
    void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

    /// Puts the file in its place. To be called once, after the last byte.
    void commit() {
        flush();
        while (::fsync(descriptor) != 0)
            if (errno != EINTR) refuse(errno);
        // What close interrupts is closed nevertheless, and the bytes are on the disk already.
        if (::close(std::exchange(descriptor, -1)) != 0 && errno != EINTR) refuse(errno);
        while (::rename(temporary.c_str(), target.c_str()) != 0)
            if (errno != EINTR) refuse(errno);
        committed = true;
        sync_folder();
    }

  private:
    static constexpr std::size_t capacity = 1 << 18; // bytes

    std::string target;
    std::string temporary;
    int descriptor = -1;
    bool committed = false;
    std::vector<std::byte> buffer;

    static std::string resolved(std::filesystem::path const& path) {
        std::error_code failure;
        auto real = std::filesystem::absolute(path, failure);
        if (!failure) real = std::filesystem::weakly_canonical(real, failure);
        if (failure) fail("cannot write ", in_quotes(path.native()), ": ", failure.message());
        return real;
    }

    [[noreturn]] void refuse(int reason) const {
        fail("cannot write ", in_quotes(target), ": ", std::generic_category().message(reason));
    }

    /// Makes the new name last through a loss of power, where the folder and its file system let us. The file is in its
    /// place whatever they say.
    void sync_folder() const noexcept {
        std::size_t const slash = target.rfind('/');
        std::string_view const folder = std::string_view(target).substr(0, slash);
        char name[4096];
        if (slash == std::string::npos || folder.size() >= sizeof name) return;
        *std::copy(folder.begin(), folder.end(), name) = '\0';
        int opened = -1;
        do opened = ::open(slash == 0 ? "/" : name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        while (opened < 0 && errno == EINTR);
        if (opened < 0) return;
        while (::fsync(opened) != 0 && errno == EINTR) {
        }
        ::close(opened);
    }

    void flush() {
        send(buffer);
        buffer.clear();
    }

    void send(std::span<std::byte const> bytes) {
        while (!bytes.empty()) {
            auto const sent = ::write(descriptor, bytes.data(), bytes.size());
            if (sent < 0 && errno == EINTR) continue;
            if (sent < 0) refuse(errno);
            if (sent == 0) refuse(EIO); // which would go on for ever
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        }
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes a text file atomically.
inline void write_file(std::filesystem::path const& path, std::string_view text) {
    detail::atomic_file file(path);
    file.write(text);
    file.commit();
}

} // namespace chrnn::CHRNN_ABI
