/// A page: one HTML file that needs no other, in the style of all reports.
#pragma once

#include <chrnn/report/html.hpp>
#include <chrnn/report/named_text.hpp>
#include <chrnn/report/page_style.hpp>

#include <chrono>
#include <ctime>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Sections with headings, in the order in which they are added; the page's contents list them.
class page {
  public:
    page(std::string title, bool finished) : title_(std::move(title)), finished_(finished) {}

    /// A section of what `body(html&)` appends.
    template <std::invocable<html&> Body>
    void section(std::string const& name, Body const& body) {
        std::string const id = "section-" + std::to_string(sections_.size() + 1);
        sections_.push_back({id, name});
        main_.element("section", {{"aria-labelledby", id}}, [&] {
            main_.element("h2", {{"id", id}}, name);
            body(main_);
        });
    }

    std::string source() const {
        html all;
        all.markup("<!DOCTYPE html>\n");
        all.element("html", {{"lang", "en"}}, [&] {
            head(all);
            all.element("body", {}, [&] {
                all.element("a", {{"class", "skip"}, {"href", "#main"}}, "To the contents");
                header(all);
                all.element("main", {{"id", "main"}}, [&] { all.markup(main_.source()); });
                all.element("footer", {}, [&] { all.element("p", "Written by chrnn, " + time() + "."); });
                all.element("script", {}, [&] { all.markup(page_script); });
            });
        });
        return all.source();
    }

  private:
    void head(html& all) const {
        all.element("head", {}, [&] {
            all.lone("meta", {{"charset", "utf-8"}});
            all.lone("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
            all.lone("meta", {{"http-equiv", "Content-Security-Policy"},
                              {"content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
                                          "script-src 'unsafe-inline'"}});
            if (!finished_)
                all.element("noscript", {}, [&] { all.lone("meta", {{"http-equiv", "refresh"}, {"content", "30"}}); });
            all.element("title", title_);
            all.element("style", {}, [&] {
                all.markup(page_rules);
                all.markup(page_color_rules());
            });
        });
    }
    void header(html& all) const {
        all.element("header", {}, [&] {
            all.element("h1", title_);
            all.element("p", {{"class", "state"}}, [&] {
                all.text(finished_ ? "Finished." : "Not finished yet; as of " + time() + ".");
                if (finished_) return;
                all.element("label", {}, [&] {
                    all.lone("input", {{"type", "checkbox"}, {"id", "follow"}, {"checked", "checked"}});
                    all.text(" show what is new every 10 seconds");
                });
            });
            all.element("nav", {{"aria-label", "Contents"}}, [&] {
                all.element("ul", {}, [&] {
                    for (named_text const& one : sections_)
                        all.element("li", {}, [&] { all.element("a", {{"href", "#" + one.name}}, one.text); });
                });
            });
        });
    }
    static std::string time() {
        std::time_t const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        std::tm parts{};
        char text[40] = "";
        if (::localtime_r(&now, &parts)) std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
        return text;
    }

    std::string title_;
    bool finished_;
    std::vector<named_text> sections_; ///< their ids and headings
    html main_;
};

} // namespace chrnn::CHRNN_ABI::detail
