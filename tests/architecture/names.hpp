/// The names that a header declares in `namespace chrnn`: read off its text, as far as our style of writing it goes.
#pragma once

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using names_of_text = std::set<std::string, std::less<>>;

/// The words and signs of a C++ text, without comments, directives and what stands in quotes. A sign is one character,
/// except `::` and `->`.
inline std::vector<std::string> words_of(std::string_view text) {
    auto const is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    std::vector<std::string> words;
    bool line_begins = true;
    while (!text.empty()) {
        std::size_t n = 1;
        char const c = text[0];
        if (c == '\n') {
            line_begins = true;
        } else if (std::isspace(static_cast<unsigned char>(c))) {
        } else if (text.starts_with("//") || (c == '#' && line_begins)) {
            for (n = 0; n < text.size() && text[n] != '\n';) n += text[n] == '\\' && c == '#' ? 2 : 1;
        } else if (text.starts_with("/*")) {
            n = text.find("*/") + 2;
        } else if (c == '"' || c == '\'') {
            while (text[n] != c) n += text[n] == '\\' ? 2 : 1;
            ++n;
            words.emplace_back("\"\"");
        } else if (is_word(c)) {
            bool const number = std::isdigit(static_cast<unsigned char>(c));
            while (n < text.size() && (is_word(text[n]) || (number && (text[n] == '\'' || text[n] == '.')))) ++n;
            words.emplace_back(text.substr(0, n));
        } else {
            if (text.starts_with("::") || text.starts_with("->")) n = 2;
            words.emplace_back(text.substr(0, n));
        }
        if (c != '\n' && !std::isspace(static_cast<unsigned char>(c))) line_begins = false;
        text.remove_prefix(std::min(n, text.size()));
    }
    return words;
}

/// Reads the declarations of a namespace, one after the other.
class declarations {
  public:
    explicit declarations(std::vector<std::string> words) : words_(std::move(words)) {
        while (at_ < words_.size()) declare(false);
    }
    names_of_text const& names() const { return names_; } ///< of chrnn

  private:
    std::string_view word(std::size_t ahead = 0) const {
        return at_ + ahead < words_.size() ? std::string_view(words_[at_ + ahead]) : std::string_view();
    }
    bool is_name() const { return std::isalpha(static_cast<unsigned char>(word()[0])) || word()[0] == '_'; }
    /// Goes behind the bracket that closes the one here.
    void skip_group() {
        int depth = 0;
        do {
            char const c = word()[0];
            depth += (c == '(' || c == '{' || c == '[') - (c == ')' || c == '}' || c == ']');
            ++at_;
        } while (depth > 0 && at_ < words_.size());
    }
    void skip_angles() {
        for (int depth = 0; at_ < words_.size();) {
            if (word() == "(" || word() == "{") {
                skip_group();
                continue;
            }
            depth += (word() == "<") - (word() == ">");
            ++at_;
            if (depth == 0) return;
        }
    }
    void skip_to_end() { // behind the semicolon
        while (at_ < words_.size() && word() != ";")
            if (word() == "(" || word() == "{" || word() == "[")
                skip_group();
            else
                ++at_;
        ++at_;
    }

    void read_namespace(bool inside) {
        std::vector<std::string> path;
        for (++at_; word() != "{" && word() != ";" && word() != "="; ++at_)
            if (is_name() && word() != "inline") path.emplace_back(word());
        if (word() != "{") return skip_to_end();
        bool const ours = !path.empty() && path[0] == "chrnn";
        if (inside) {
            names_.insert(path.at(0)); // a namespace within
            skip_group();
        } else if (ours && path.back() != "detail" && path.size() <= 2) {
            ++at_;
            while (at_ < words_.size() && word() != "}") declare(true);
            ++at_;
        } else {
            skip_group();
        }
    }

    void declare(bool inside) {
        if (word() == "namespace") return read_namespace(inside);
        std::string found;
        bool is_type = false, done = false;
        while (!done && at_ < words_.size()) {
            std::string_view const w = word();
            if (w == ";") break;
            if (w == "template") {
                ++at_;
                if (word() == "<") skip_angles();
            } else if (w == "requires") {
                for (++at_; word() == "requires" || word() == "(" || word() == "{";)
                    word() == "requires" ? void(++at_) : skip_group();
            } else if (w == "using" && word(1) == "namespace") {
                break;
            } else if (w == "concept" || w == "using") {
                found = word(1);
                break;
            } else if (w == "struct" || w == "class" || w == "union" || w == "enum") {
                for (++at_; word() == "class" || word() == "[" || word() == "struct";)
                    word() == "[" ? skip_group() : void(++at_);
                found = word(), is_type = true;
                while (word() != "{" && word() != ";") ++at_;
                done = true;
            } else if (w == "operator" || w == "static_assert") {
                while (word() != "(") ++at_;
                if (w == "operator" && word(1) == ")") at_ += 2;
                found.clear();
                done = true;
            } else if (w == "decltype" || w == "noexcept" || w == "explicit" || w == "alignas" ||
                       w == "__attribute__") {
                ++at_;
                if (word() == "(") skip_group();
            } else if (w == "(" || w == "=" || w == "{") {
                done = true; // of a function or a variable: the name stands before it
            } else if (w == "[") {
                skip_group();
            } else if (w == "<") {
                skip_angles();
            } else {
                if (is_name()) found = w;
                ++at_;
            }
        }
        if (inside && !found.empty()) names_.insert(found);
        finish(is_type);
    }
    /// Behind a declaration's end: a semicolon, or the body of a function.
    void finish(bool is_type) {
        while (at_ < words_.size() && word() != ";") {
            if (word() == "=") return skip_to_end();
            bool const body = word() == "{";
            if (body || word() == "(" || word() == "[")
                skip_group();
            else
                ++at_;
            if (body && !is_type && word() != ";") return;
        }
        ++at_;
    }

    std::vector<std::string> words_;
    std::size_t at_ = 0;
    names_of_text names_;
};

inline names_of_text names_declared(std::string_view text) { return declarations(words_of(text)).names(); }

/// What the points of a list give between backticks.
inline names_of_text names_listed(std::string const& text) {
    names_of_text names;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("- ") || line.starts_with("  "))
            for (std::size_t from = 0, to; (from = line.find('`', from)) != line.npos; from = to + 1) {
                to = line.find('`', ++from);
                names.insert(line.substr(from, to - from));
            }
    return names;
}
