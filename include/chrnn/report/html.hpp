/// HTML: elements that end where they should, with text that cannot be taken for markup.
#pragma once

#include <chrnn/report/xml_text.hpp>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Appends what it is told to one text, which is well-formed XML as well. Text and the values of attributes may be any
/// bytes; tags and names of attributes are ours.
class html {
  public:
    using attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void text(std::string_view words) { source_ += xml_text(words); }
    /// An element that holds what `body()` appends.
    template <std::invocable Body>
    void element(std::string_view tag, attributes about, Body const& body) {
        open(tag, about);
        source_ += '>';
        body();
        source_.append("</").append(tag).append(">\n");
    }
    void element(std::string_view tag, attributes about, std::string_view words) {
        element(tag, about, [&] { text(words); });
    }
    void element(std::string_view tag, std::string_view words) { element(tag, {}, words); }
    /// One without content, `img` say.
    void lone(std::string_view tag, attributes about) {
        open(tag, about);
        source_ += "/>";
    }
    /// What is markup already.
    void markup(std::string_view source) { source_ += source; }

    std::string const& source() const { return source_; }

  private:
    void open(std::string_view tag, attributes about) {
        source_.append("<").append(tag);
        for (auto const& [name, value] : about)
            source_.append(" ").append(name).append("=\"").append(xml_text(value)).append("\"");
    }

    std::string source_;
};

} // namespace chrnn::CHRNN_ABI::detail
