#include "page_parts.hpp"

#include <wasmbench/report/svg.hpp>

namespace wasmbench::report::html {
namespace {

constexpr std::string_view layout = R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#1d2330;--faint:#5b6475;--line:#d9dee7;--soft:#f5f7fa;
--link:#0b62b0;--warn:#b23b08}
@media (prefers-color-scheme:dark){:root{--paper:#12161f;--ink:#e6eaf2;--faint:#9aa5b8;--line:#2d3545;--soft:#191f2b;
--link:#79b8ff;--warn:#ff9d5c}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:break-word;
font:16px/1.55 system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
a{color:var(--link)}
.page{max-width:1340px;margin:0 auto;padding:1.5rem 1rem 4rem}
header h1{margin:0;font-size:1.9rem;line-height:1.2}
header p{margin:.3rem 0 0;color:var(--faint)}
nav{margin:1.2rem 0 .5rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:0;padding:0}
main{min-width:0}
section{border-top:1px solid var(--line);margin-top:2rem;padding-top:1.2rem}
h2{margin:0 0 .8rem;font-size:1.35rem}
h3{margin:1.8rem 0 .5rem;font-size:1.05rem}
p,ul,figcaption{max-width:75ch}
li{margin:.35rem 0}
small{color:var(--faint);font-size:.85em}
.warn{color:var(--warn)}
code{font:.85em ui-monospace,'DejaVu Sans Mono',monospace}
td code{white-space:pre-wrap;word-break:break-word}
.notes small{display:block}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px;margin:.8rem 0;max-height:80vh;overflow-y:auto}
.scroll:focus-visible{outline:2px solid var(--link)}
table{border-collapse:collapse;font-size:.82rem;line-height:1.4;font-variant-numeric:tabular-nums;width:100%}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{padding:.4rem .5rem;text-align:right;vertical-align:top;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{position:sticky;top:0;z-index:1;background:var(--soft);vertical-align:bottom}
tbody th,.left{text-align:left}
tbody th{font-weight:400}
tbody th{min-width:11rem}
td small{display:block}
td.left{min-width:7rem}
th button{all:unset;cursor:pointer}
th button:focus-visible{outline:2px solid var(--link)}
th button::after{content:'';display:inline-block;width:0}
th[aria-sort=ascending] button::after{content:'\25b4'}
th[aria-sort=descending] button::after{content:'\25be'}
figure{margin:1.6rem 0}
figcaption{margin-bottom:.6rem;color:var(--faint);font-size:.9rem}
figcaption strong{display:block;color:var(--ink);font-size:1rem}
.files{white-space:nowrap}
svg.chart{display:block;max-width:100%;height:auto}
.narrow{display:none}
details{margin:1rem 0}
summary{cursor:pointer;color:var(--link)}
@media (min-width:900px){tbody th{position:sticky;left:0;background:var(--paper)}
thead th:first-child{left:0;z-index:2}}
@media (max-width:760px){tbody th{min-width:8.5rem}.wide{display:none}.narrow{display:block}svg.chart{width:100%;max-width:440px}}
@media (min-width:1100px){.page{display:grid;grid-template-columns:10rem minmax(0,1fr);column-gap:2rem}
header{grid-column:1/3}
nav{position:sticky;top:1rem;align-self:start;margin-top:2.2rem}
nav ul{display:block}
nav li{margin:.4rem 0}}
@media print{nav{display:none}.page{display:block;max-width:none}.scroll{max-height:none;overflow:visible}}
)";

} // namespace

std::string page_style() {
    return std::string(layout) + svg_style(false) + "@media (prefers-color-scheme:dark){\n" +
           svg_style(true) + "}\n";
}

} // namespace wasmbench::report::html
