/// A mapped file: a file of one's own, its bytes read where they lie and written one part after another. POSIX only.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <cerrno>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chrnn::CHRNN_ABI::detail {

/// A file of `size` bytes: cut to them, or lengthened by zeros that take no place on the disk until they are written.
/// While it is being written, it belongs to one process. Every member throws `error` with the path and the reason.
class mapped_file {
  public:
    /// Opens or makes it, to be written, and waits for nobody: throws where another process writes it.
    explicit mapped_file(std::filesystem::path const& path) : path_(path.native()) {
        do { // until it is the file that stands there, not one that its owner has just renamed
            close();
            do descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
            while (descriptor_ < 0 && errno == EINTR);
            if (descriptor_ < 0) refuse("write", errno);
            int locked = 0;
            do locked = ::flock(descriptor_, LOCK_EX | LOCK_NB);
            while (locked != 0 && errno == EINTR);
            if (locked != 0 && errno == EWOULDBLOCK) {
                close();
                fail(in_quotes(path_), " is being written by another process: wait until that has ended");
            }
        } while (!stands_there());
    }
    /// Opens it to be read only.
    struct to_be_read {};
    mapped_file(std::filesystem::path const& path, to_be_read) : path_(path.native()) {
        do descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        while (descriptor_ < 0 && errno == EINTR);
        if (descriptor_ < 0) refuse("read", errno);
    }
    mapped_file(mapped_file const&) = delete;
    mapped_file& operator=(mapped_file const&) = delete;
    ~mapped_file() {
        if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
        close();
    }

    std::uint64_t size() const {
        struct stat status {};
        if (::fstat(descriptor_, &status) != 0) refuse("read", errno);
        return static_cast<std::uint64_t>(status.st_size);
    }
    void resize(std::uint64_t size) {
        while (::ftruncate(descriptor_, static_cast<::off_t>(size)) != 0)
            if (errno != EINTR) refuse("write", errno);
    }
    /// Makes the bytes of the whole file readable; whoever reads sees what is written from then on, too.
    void map() {
        std::uint64_t const all = size();
        void* const at = ::mmap(nullptr, all, PROT_READ, MAP_SHARED, descriptor_, 0);
        if (at == MAP_FAILED) refuse("read", errno);
        bytes_ = {static_cast<std::byte*>(at), static_cast<std::size_t>(all)};
    }
    std::span<std::byte const> bytes() const { return bytes_; }

    void write(std::uint64_t at, std::span<std::byte const> bytes) {
        while (!bytes.empty()) {
            auto const sent = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<::off_t>(at));
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) refuse("write", sent < 0 ? errno : EIO);
            at += static_cast<std::uint64_t>(sent);
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        }
    }
    /// Brings what was written to the disk, and the file to its place.
    void rename_to(std::filesystem::path const& path) {
        sync();
        while (::rename(path_.c_str(), path.c_str()) != 0)
            if (errno != EINTR) refuse("write", errno);
        path_ = path.native();
    }
    void sync() {
        while (::fsync(descriptor_) != 0)
            if (errno != EINTR) refuse("write", errno);
    }
    /// From now on others may write it.
    void release() noexcept { static_cast<void>(::flock(descriptor_, LOCK_UN)); }

  private:
    [[noreturn]] void refuse(char const* what, int reason) const {
        fail("cannot ", what, " ", in_quotes(path_), ": ", std::generic_category().message(reason));
    }
    bool stands_there() const noexcept {
        struct stat opened {
        }, there{};
        return ::fstat(descriptor_, &opened) == 0 && ::stat(path_.c_str(), &there) == 0 &&
               opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
    }
    void close() noexcept {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }

    std::string path_;
    int descriptor_ = -1;
    std::span<std::byte> bytes_;
};

} // namespace chrnn::CHRNN_ABI::detail
