/// The style of the pages: colors on light and dark ground, and how a page fits a wide screen and a narrow one.
#pragma once

#include <chrnn/report/color.hpp>

#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// On dark ground a picture's colors are these; `ink` and others are variables of the page.
inline std::string page_color_rules() {
    constexpr color black{0, 0, 0};
    auto const rule = [](color of, std::string const& value, std::string_view property) {
        return std::string(".picture [").append(property).append("=\"") + of.text() + "\"]{" + std::string(property) +
               ":" + value + "}\n";
    };
    std::string light = ":root{", dark = "@media (prefers-color-scheme:dark){:root{", rules;
    auto const add = [&](std::string const& name, color of) {
        light += "--" + name + ":" + mix(of, black, 0.18).text() + ";";
        dark += "--" + name + ":" + mix(of, palette::white, 0.45).text() + ";";
        rules += rule(of, "var(--" + name + ")", "fill") + rule(of, "var(--" + name + ")", "stroke");
    };
    for (std::size_t i = 0; i < palette::line_colors.size(); ++i)
        add("line-" + std::to_string(i), palette::line_colors[i]);
    add("green", palette::green), add("red", palette::red), add("blue", palette::blue);
    for (auto const& [of, name] : {std::pair{palette::ink, "ink"}, std::pair{palette::faded_ink, "faded"},
                                   std::pair{palette::hairline, "hairline"}})
        rules += rule(of, std::string("var(--") + name + ")", "fill") +
                 rule(of, std::string("var(--") + name + ")", "stroke");
    return light + "}\n" + dark + "}}\n" + rules + ".picture>rect:first-child{fill:var(--sheet)}\n";
}

inline constexpr std::string_view page_rules = R"css(
:root{color-scheme:light dark;--ink:#22262b;--faded:#59616a;--hairline:#d9dee3;--sheet:#fff;--ground:#f3f5f7;
--accent:#005a9c;--right:0 90 156;--wrong:217 95 2}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--faded:#a3acb6;--hairline:#3a424b;--sheet:#1c2127;
--ground:#12161a;--accent:#7fbcf0;--right:60 140 205;--wrong:217 105 20}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:74rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:0 0 .75rem}
h3{font-size:1rem;margin:1rem 0 .5rem}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:.5rem 0 1rem;padding:0}
nav a{display:inline-block;padding:.25rem 0}
section{background:var(--sheet);border:1px solid var(--hairline);border-radius:.5rem;padding:1rem;margin:0 0 1rem}
.state{color:var(--faded);margin:0}
.state label{display:inline-block;margin-left:.75rem;color:var(--ink)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:0}
.figures div{border-left:3px solid var(--accent);padding-left:.6rem}
.figures dt{color:var(--faded);font-size:.875rem}
.figures dd{margin:0;font-size:1.35rem;font-weight:600;line-height:1.3;overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1rem}
figure{margin:0;min-width:0}
.picture{display:block;width:100%;height:auto}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;margin:.25rem 0 0;padding:0;font-size:.875rem}
.legend .picture{display:inline-block;width:26px;height:8px;margin-right:.4rem;vertical-align:middle}
.wide{overflow-x:auto;max-width:100%}
.wide>.picture{width:auto;max-width:none}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--faded);padding-bottom:.5rem;font-size:.875rem}
caption span{display:inline-block;position:sticky;left:0;max-width:min(60rem,calc(100vw - 3.5rem))}
th,td{padding:.25rem .6rem;text-align:right;border-bottom:1px solid var(--hairline);vertical-align:top}
th{font-weight:600}
th[scope=row]{min-width:6rem}
th[scope=row],thead th:first-child,.words td,.words th{text-align:left}
.words td{overflow-wrap:anywhere}
.words th{white-space:nowrap}
.matrix td{border:1px solid var(--hairline);min-width:2.4rem;text-align:center}
.matrix td.right{font-weight:700;outline:2px solid rgb(var(--right));outline-offset:-2px}
.matrix td.none{color:var(--faded)}
.matrix thead th{vertical-align:bottom;text-align:left}
.matrix thead th[scope=col]{writing-mode:vertical-rl;padding:.4rem .2rem;max-height:11rem;overflow-wrap:anywhere}
.matrix th[scope=row]{white-space:nowrap;max-width:13rem;overflow:hidden;text-overflow:ellipsis}
.images{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10rem),1fr));gap:1rem;list-style:none;
margin:0;padding:0;font-size:.875rem}
.images img{display:block;width:100%;height:auto;max-height:14rem;object-fit:contain;background:var(--ground);
border-radius:.25rem}
.images img.small{image-rendering:pixelated}
.images p{margin:0;overflow-wrap:anywhere}
.images .verdict{margin-top:.35rem;font-weight:600}
.images ul{list-style:none;margin:0;padding:0;color:var(--faded);overflow-wrap:anywhere}
.images .file{color:var(--faded);font-size:.8rem}
pre{overflow-x:auto;background:var(--ground);padding:.6rem .75rem;border-radius:.25rem;margin:0;white-space:pre-wrap;
overflow-wrap:anywhere}
summary{cursor:pointer;padding:.25rem 0}
details .wide{margin-top:.5rem}
footer{color:var(--faded);font-size:.875rem;padding-bottom:2rem}
@media (max-width:30rem){section{padding:.75rem}header,main,footer{padding-left:.5rem;padding-right:.5rem}
.images{grid-template-columns:repeat(2,1fr)}.words th{white-space:normal}}
@media print{body{background:#fff}nav,.skip{display:none}section{break-inside:avoid}}
)css";

/// Loads an unfinished page anew every ten seconds, and leaves its reader where he was: the place, what is open, and
/// what has the focus.
inline constexpr std::string_view page_script = R"js(
(() => {
  const key = 'chrnn ' + location.pathname, box = document.getElementById('follow');
  const open = () => [...document.querySelectorAll('details')].filter(one => one.open).map(one => one.id);
  const keep = () => { try { sessionStorage.setItem(key, JSON.stringify({y: scrollY, open: open(),
    focus: document.activeElement.id, follow: !box || box.checked})) } catch {} };
  let was = {};
  try { was = JSON.parse(sessionStorage.getItem(key)) || {} } catch {}
  for (const id of was.open || []) { const one = document.getElementById(id); if (one) one.open = true }
  const focused = was.focus && document.getElementById(was.focus);
  if (focused) focused.focus({preventScroll: true});
  if (was.y && !location.hash) scrollTo(0, was.y);
  addEventListener('pagehide', keep);
  if (!box) return;
  box.checked = was.follow !== false;
  setInterval(() => { if (box.checked) { keep(); location.reload() } }, 10000);
})();
)js";

} // namespace chrnn::CHRNN_ABI::detail
