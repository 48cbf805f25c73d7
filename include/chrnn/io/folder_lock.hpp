/// A lock on a folder, so that two trainings do not write into one. POSIX only.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>
#include <chrnn/base/partial_file.hpp>

#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace chrnn::CHRNN_ABI {

/// While it lives, the folder is ours: the file ".lock" in it says whose, and goes with it. The system gives up the
/// lock of a process that ends in whatever way. Where the file system knows no locks, there is none.
class folder_lock {
  public:
    /// Throws `error` that names the other process and its host when the folder is in use, or when the folder cannot be
    /// written.
    explicit folder_lock(std::filesystem::path const& folder) : file_((folder / ".lock").native()) {
        // Made first: behind the lock nothing may throw, as no destructor would give it up.
        std::string const own = "process " + std::to_string(::getpid()) + " on " + detail::host_name();
        do { // until it is the file that stands there, not one that its owner has just removed
            close();
            do descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
            while (descriptor_ < 0 && errno == EINTR);
            if (descriptor_ < 0)
                fail("cannot write ", detail::in_quotes(folder.native()), ": ", std::generic_category().message(errno));
            int locked = 0;
            do locked = ::flock(descriptor_, LOCK_EX | LOCK_NB);
            while (locked != 0 && errno == EINTR);
            if (locked != 0 && errno == EWOULDBLOCK) {
                char text[300];
                auto const got = ::pread(descriptor_, text, sizeof text, 0);
                close();
                std::string_view const owner(text, got > 0 ? static_cast<std::size_t>(got) : 0);
                fail(detail::in_quotes(folder.native()), " is in use by ",
                     owner.empty() ? "another process" : detail::in_quotes(owner, 80),
                     ": wait until it has ended, or choose another folder");
            }
        } while (!stands_there());
        static_cast<void>(::ftruncate(descriptor_, 0) == 0 && ::write(descriptor_, own.data(), own.size()) > 0);
    }
    folder_lock(folder_lock const&) = delete;
    folder_lock& operator=(folder_lock const&) = delete;
    ~folder_lock() {
        ::unlink(file_.c_str());
        close();
    }

  private:
    std::string file_;
    int descriptor_ = -1;

    void close() noexcept {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }
    bool stands_there() const noexcept {
        struct stat opened {
        }, there{};
        return ::fstat(descriptor_, &opened) == 0 && ::stat(file_.c_str(), &there) == 0 &&
               opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
    }
};

} // namespace chrnn::CHRNN_ABI
