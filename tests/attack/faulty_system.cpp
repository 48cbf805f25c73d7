// The program's system calls for files, which go wrong when they are told to.
#include "attack/faulty_system.hpp"

#include <cstdarg>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

template <class Call>
auto made(Call const& call) -> decltype(call()) {
    bool const due = ++calls.done == calls.faulty;
    if (due && calls.what == fault::end_before) ::_exit(9);
    if (due && calls.what == fault::refused) return errno = calls.reason, -1;
    auto const result = call();
    if (due && calls.what == fault::end_behind) ::_exit(9);
    return result;
}

} // namespace

extern "C" {

int open(char const* path, int flags, ...) {
    std::va_list more;
    va_start(more, flags);
    auto const mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return made([&] { return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode)); });
}
ssize_t write(int file, void const* bytes, std::size_t size) {
    return made([&] {
        bool const half = calls.done == calls.faulty && calls.what == fault::half;
        return static_cast<ssize_t>(::syscall(SYS_write, file, bytes, half && size > 1 ? 1 : size));
    });
}
int fsync(int file) {
    return made([&] { return static_cast<int>(::syscall(SYS_fsync, file)); });
}
int close(int file) {
    return made([&] { return static_cast<int>(::syscall(SYS_close, file)); });
}
int rename(char const* from, char const* to) noexcept {
    return made([&] { return static_cast<int>(::syscall(SYS_rename, from, to)); });
}
int unlink(char const* path) noexcept {
    return made([&] { return static_cast<int>(::syscall(SYS_unlink, path)); });
}
int fchmod(int file, mode_t mode) noexcept {
    return made([&] { return static_cast<int>(::syscall(SYS_fchmod, file, mode)); });
}

} // extern "C"
