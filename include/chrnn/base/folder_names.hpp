/// The names in a folder. POSIX: std::filesystem::directory_iterator of libstdc++ ends the program when it lacks
/// memory.
#pragma once

#include <chrnn/base/abi.hpp>

#include <cerrno>
#include <string_view>

#include <dirent.h>

namespace chrnn::CHRNN_ABI::detail {

/// Calls `visit(name)` for everything in a folder but "." and "..", in no order. Returns the system's reason when it
/// cannot be read, 0 if it was.
template <class Visit>
int each_name(char const* folder, Visit const& visit) {
    class open_folder {
      public:
        explicit open_folder(char const* path) : opened_(::opendir(path)) {}
        open_folder(open_folder const&) = delete;
        open_folder& operator=(open_folder const&) = delete;
        ~open_folder() {
            if (opened_) ::closedir(opened_);
        }
        bool is_open() const { return opened_ != nullptr; }
        ::dirent const* next() const {
            errno = 0;
            return ::readdir(opened_);
        }

      private:
        ::DIR* opened_;
    } const all(folder);
    if (!all.is_open()) return errno;
    while (::dirent const* const one = all.next())
        if (std::string_view const name = one->d_name; name != "." && name != "..") visit(name);
    return errno;
}

} // namespace chrnn::CHRNN_ABI::detail
