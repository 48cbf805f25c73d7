/// The header of a `.npy` file: a Python dictionary that says of which type and shape the numbers are.
#pragma once

#include <chrnn/base/input_file.hpp>
#include <chrnn/io/file_shape.hpp>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// Read from the text ``{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }``, in any order and spacing. Throws
/// `error` through `file` on anything else.
class npy_header {
  public:
    npy_header(std::string_view text, input_file const& file) : rest(text), file(file) {
        expect('{');
        std::set<std::string> keys;
        while (!accept('}')) {
            auto const key = quoted_text();
            expect(':');
            if (!keys.insert(key).second) malformed();
            if (key == "descr")
                type = quoted_text();
            else if (key == "fortran_order")
                column_major = truth();
            else if (key == "shape")
                shape = tuple();
            else
                malformed();
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skip_spaces();
        if (!rest.empty() || keys.size() != 3) malformed();
    }

    std::string type; ///< "<f4", "<f8", "<i4", ...
    bool column_major = false;
    std::vector<index_t> shape;

  private:
    std::string_view rest;
    input_file const& file;

    [[noreturn]] void malformed() const { file.refuse("its .npy header is malformed"); }

    void skip_spaces() { rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size())); }

    bool accept(std::string_view token) {
        skip_spaces();
        bool const there = rest.starts_with(token);
        if (there) rest.remove_prefix(token.size());
        return there;
    }
    bool accept(char token) { return accept(std::string_view(&token, 1)); }

    void expect(char token) {
        if (!accept(token)) malformed();
    }

    std::string quoted_text() {
        char const mark = accept('"') ? '"' : '\'';
        if (mark == '\'') expect('\'');
        auto const end = rest.find(mark);
        if (end == rest.npos) malformed();
        std::string text(rest.substr(0, end));
        rest.remove_prefix(end + 1);
        return text;
    }

    bool truth() {
        if (accept("True")) return true;
        if (!accept("False")) malformed();
        return false;
    }

    std::vector<index_t> tuple() {
        std::vector<index_t> extents;
        expect('(');
        while (!accept(')')) {
            skip_spaces();
            index_t extent = -1;
            auto const [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), extent);
            if (failure != std::errc() || extent < 0) malformed();
            if (extents.size() == 64) file.refuse("its array has more than 64 axes");
            rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
            extents.push_back(extent);
            if (accept(',')) continue;
            if (extents.size() < 2) malformed(); // (3) is no tuple
            expect(')');
            break;
        }
        return extents;
    }
};

/// The bytes from the header's length on: a dictionary padded with spaces, so that with the ten bytes before it the
/// whole is a multiple of 64, and a line feed.
inline std::string npy_header_text(std::string_view type, std::span<index_t const> shape) {
    std::string text = "{'descr': '";
    text.append(type).append("', 'fortran_order': False, 'shape': (");
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        if (axis > 0) text += ", ";
        text += std::to_string(shape[axis]);
    }
    text += shape.size() == 1 ? ",), }" : "), }";
    text.resize((10 + text.size() + 1 + 63) / 64 * 64 - 10 - 1, ' ');
    return text += '\n';
}

} // namespace chrnn::CHRNN_ABI::detail
