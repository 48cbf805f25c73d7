/// An input file: a regular file read from its beginning in exact amounts, which an error can name. POSIX only.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <cerrno>
#include <filesystem>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chrnn::CHRNN_ABI::detail {

/// Nothing is allocated before the file's own size shows that the bytes are there.
class input_file {
  public:
    /// Throws `error` if `path` is missing, unreadable or not a regular file.
    explicit input_file(std::filesystem::path const& path) : path(path.native()) {
        do descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        while (descriptor < 0 && errno == EINTR);
        struct stat status {};
        if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
            int const reason = errno;
            close();
            if (reason == ENXIO) refuse(not_regular); // a socket
            refuse(std::generic_category().message(reason));
        }
        if (!S_ISREG(status.st_mode)) {
            close();
            refuse(S_ISDIR(status.st_mode) ? "it is a folder" : not_regular);
        }
        bytes_left = static_cast<std::size_t>(status.st_size);
    }

    input_file(input_file const&) = delete;
    input_file& operator=(input_file const&) = delete;
    ~input_file() { close(); }

    /// The bytes not read yet.
    std::size_t left() const { return bytes_left; }

    /// Fills `bytes` with the next ones. Throws `error` if there are fewer.
    void read(std::span<std::byte> bytes) {
        check_that_there_are(bytes.size());
        for (std::size_t done = 0; done < bytes.size();) {
            auto const got = ::read(descriptor, bytes.data() + done, bytes.size() - done);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) refuse(std::generic_category().message(errno));
            if (got == 0) refuse("it became shorter while it was read");
            done += static_cast<std::size_t>(got);
        }
        bytes_left -= bytes.size();
    }

    /// The next `count` bytes. Throws `error` if there are fewer, or no memory for them.
    std::vector<std::byte> read(std::size_t count) {
        check_that_there_are(count);
        std::vector<std::byte> bytes;
        try {
            bytes.resize(count);
        } catch (std::bad_alloc const&) {
            refuse("there is no memory for its ", count, " bytes");
        } catch (std::length_error const&) {
            refuse("there is no memory for its ", count, " bytes");
        }
        read(std::span(bytes));
        return bytes;
    }

    /// The next `count` bytes as text.
    std::string text(std::size_t count) {
        auto const bytes = read(count);
        return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
    }

    /// Throws `error`: "cannot read '<path>': " and the reason.
    template <class... Reason>
    [[noreturn]] void refuse(Reason const&... reason) const {
        fail("cannot read ", in_quotes(path), ": ", reason...);
    }

  private:
    static constexpr char const* not_regular = "it is not a regular file";

    std::string path;
    int descriptor;
    std::size_t bytes_left = 0;

    void check_that_there_are(std::size_t count) const {
        if (count > bytes_left) refuse("it ends ", count - bytes_left, " bytes too early");
    }
    void close() {
        if (descriptor >= 0) ::close(descriptor);
        descriptor = -1;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
