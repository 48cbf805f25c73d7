/// A temporary folder: empty when made, gone with all it holds at the end of its scope.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <string>

#include <unistd.h>

class temporary_folder {
  public:
    temporary_folder() {
        static std::atomic<int> count = 0;
        do place = std::filesystem::temp_directory_path() / name(count++);
        while (!std::filesystem::create_directory(place));
    }
    temporary_folder(temporary_folder const&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(place, ignored);
    }

    std::filesystem::path operator/(std::string const& name) const { return place / name; }
    std::filesystem::path const& path() const { return place; }

    /// Writes a file, and the folders that lead to it.
    std::filesystem::path write(std::string const& name, std::span<std::byte const> bytes) const {
        std::filesystem::create_directories((place / name).parent_path());
        std::ofstream file(place / name, std::ios::binary);
        file.write(reinterpret_cast<char const*>(bytes.data()), std::ssize(bytes));
        return place / name;
    }
    std::filesystem::path write(std::string const& name, std::string const& text) const {
        return write(name, std::as_bytes(std::span(text)));
    }

    /// How many files and folders it holds.
    auto size() const { return std::distance(std::filesystem::directory_iterator(place), {}); }

  private:
    std::filesystem::path place;

    static std::string name(int number) {
        std::ostringstream text;
        text << "chrnn-test-" << ::getpid() << "-" << number;
        return text.str();
    }
};

inline std::string contents(std::filesystem::path const& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline void put(std::filesystem::path const& path, std::string const& text) {
    std::ofstream(path, std::ios::binary) << text;
}
