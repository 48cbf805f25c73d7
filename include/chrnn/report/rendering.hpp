/// The rendering of a picture as a PNG file with legible text, by librsvg's program `rsvg-convert`.
#pragma once

#include <chrnn/report/svg.hpp>

#include <array>
#include <cstdio>
#include <cstring>
#include <memory>

#include <spawn.h>
#include <sys/wait.h>

namespace chrnn::CHRNN_ABI::detail {

/// A file without a name, gone when it is closed, that passes bytes to another program or back.
class passing_file {
  public:
    passing_file() : file_(std::tmpfile()) {
        if (!file_) fail("cannot make a temporary file: ", std::strerror(errno));
    }
    int descriptor() const { return ::fileno(file_.get()); }

    void put(std::string_view bytes) {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size() || std::fflush(file_.get()) != 0)
            fail("cannot write a temporary file: ", std::strerror(errno));
        std::rewind(file_.get());
    }
    std::string all() {
        std::string bytes;
        std::array<char, 1 << 16> part;
        std::rewind(file_.get());
        while (std::size_t const n = std::fread(part.data(), 1, part.size(), file_.get())) bytes.append(part.data(), n);
        return bytes;
    }

  private:
    struct close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, close> file_;
};

/// The bytes of a PNG file that shows the picture, `zoom` pixels to a unit. Throws `error` when rsvg-convert is not
/// installed or does not do it.
inline std::string rendered(svg const& picture, double zoom = 1) {
    constexpr char const* program = "rsvg-convert";
    passing_file in, out, problems;
    in.put(picture.source());

    posix_spawn_file_actions_t wires;
    posix_spawn_file_actions_init(&wires);
    posix_spawn_file_actions_adddup2(&wires, in.descriptor(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&wires, out.descriptor(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&wires, problems.descriptor(), STDERR_FILENO);
    std::string name = program, format = "--format=png", large = "--unlimited", size = "--zoom=" + decimal(zoom);
    std::array<char*, 5> const arguments{name.data(), format.data(), large.data(), size.data(), nullptr};
    pid_t child = 0;
    int const refused = ::posix_spawnp(&child, program, &wires, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&wires);
    if (refused == ENOENT)
        fail("a PNG file of a picture needs ", program, ", which is not installed (Debian: librsvg2-bin)");
    if (refused != 0) fail("cannot start ", program, ": ", std::strerror(refused));

    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) fail("cannot wait for ", program, ": ", std::strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        std::string const said = problems.all();
        fail(program, " failed: ", said.substr(0, said.find('\n')));
    }
    return out.all();
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes the picture as a PNG file, atomically. Throws as well when the file cannot be written; the old one survives.
inline void save_png(svg const& picture, std::filesystem::path const& path, double zoom = 1) {
    write_file(path, detail::rendered(picture, zoom));
}

} // namespace chrnn::CHRNN_ABI
