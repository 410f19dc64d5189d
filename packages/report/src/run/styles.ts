/** The look of the report: one column of text, a four-column grid of figures, quiet tables. */
export const styles = `
:root {
  --page: #ffffff;
  --panel: #f6f7f8;
  --ink: #1a2128;
  --soft: #56616d;
  --rule: #dde1e5;
  --line: #1a2128;
  --accent: #0f6a73;
  --second: #b4532a;
  --track: #e8ebed;
  --caution: #fbf6e9;
  --caution-rule: #d9b44a;
  --sans: -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Cambria, "Liberation Serif", Georgia, serif;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #12161a;
    --panel: #1a2026;
    --ink: #e4e8eb;
    --soft: #9aa6b1;
    --rule: #2c343c;
    --line: #8a96a1;
    --accent: #62c1c8;
    --second: #eb9a6c;
    --track: #262d34;
    --caution: #24211a;
    --caution-rule: #8f7730;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto;
  padding: 3.5rem clamp(1rem, 4vw, 3rem) 3rem;
  max-width: 76rem;
  background: var(--page);
  color: var(--ink);
  font: 15px/1.55 var(--sans);
  font-variant-numeric: tabular-nums;
}
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { margin: 0 0 .7rem; font-size: clamp(1.75rem, 4vw, 2.5rem); letter-spacing: -.01em; }
h2 { margin: 0 0 .8rem; font-size: 1.5rem; }
h3 { margin: 0; font-size: 1.15rem; overflow-wrap: anywhere; }
h4 { margin: 1.4rem 0 .5rem; font-size: .8rem; font-weight: 600; color: var(--soft); }
p { margin: 0 0 .9rem; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code { font: .92em ui-monospace, "Liberation Mono", Menlo, Consolas, monospace; }
section { margin-top: 3.2rem; }
.small { font-size: .82rem; color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }

.eyebrow { margin-bottom: .5rem; color: var(--accent); font-size: .82rem; font-weight: 600; letter-spacing: .02em; }
.lead { font-size: 1.08rem; line-height: 1.5; max-width: 48rem; }
.caution, .warning, .notice { padding: .6rem .9rem; border-left: 3px solid var(--caution-rule); background: var(--caution); font-size: .88rem; max-width: 48rem; }
.warning { border-color: var(--second); background: var(--panel); }
.notice { margin: .4rem 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; margin: 1.4rem 0 0; padding: .6rem 0; border-block: 1px solid var(--rule); list-style: none; font-size: .9rem; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }

table { border-collapse: collapse; font-size: .88rem; }
caption { padding-bottom: .45rem; text-align: left; color: var(--soft); font-size: .82rem; }
th { font-weight: 600; text-align: left; }
tbody th { font-weight: 400; }
thead th { border-bottom: 1px solid var(--line); vertical-align: bottom; }
thead tr:first-child th { border-top: 1.5px solid var(--line); }
tbody tr:last-child > * { border-bottom: 1.5px solid var(--line); }
th, td { padding: .34rem .7rem; }
th:first-child { padding-left: .15rem; }
td, thead th:not(:first-child) { text-align: right; white-space: nowrap; }
.texts td, .texts thead th:not(:first-child) { text-align: left; white-space: normal; vertical-align: top; }
.texts th { min-width: 7rem; vertical-align: top; overflow-wrap: anywhere; }
.texts tbody tr + tr > * { border-top: 1px solid var(--rule); }
.scroll { position: relative; overflow-x: auto; }
.tall { max-height: 26rem; overflow-y: auto; }
.headline { width: 100%; font-size: .98rem; }
.headline th, .headline td { padding-block: .5rem; }
.unit, .arrow { color: var(--soft); font-weight: 400; }
.sem { color: var(--soft); font-size: .86em; }
.tag { display: inline-block; padding: 0 .42em; border: 1px solid var(--rule); border-radius: 3px; color: var(--soft); font-size: .74rem; line-height: 1.45; white-space: nowrap; }
sup { color: var(--soft); font-size: .7em; line-height: 0; }
.reading { display: grid; grid-template-columns: minmax(0, 1.05fr) minmax(0, 1fr); gap: 1rem 2.5rem; align-items: start; margin: 1.5rem 0 1rem; }
.reading > div:empty { display: none; }
.reading > div:empty + dl { grid-column: 1 / -1; }
.notes { margin: 0; font-size: .86rem; }
.notes dt { font-weight: 600; }
.notes dd { margin: 0 0 .6rem; color: var(--soft); }

figure { margin: 0; }
figcaption { margin-top: .4rem; font-size: .82rem; line-height: 1.4; color: var(--soft); }
figcaption b { color: var(--ink); }
img { display: block; width: 100%; height: auto; background: var(--panel); }
img.map { image-rendering: pixelated; }
.missing { display: grid; place-items: center; background: var(--panel); color: var(--soft); font-size: .82rem; }
.chart svg { width: 100%; height: auto; overflow: visible; font-family: inherit; }
.chart { max-width: 38rem; }
.chart text { fill: var(--soft); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem 2.5rem; }
.chart figcaption { margin: 0 0 .3rem; }
.chart div + figcaption { margin: .1rem 0 0; }

.index { margin: 1.4rem 0 2rem; }
.controls { font-size: .88rem; }
.controls input { width: 12rem; margin-left: .3rem; padding: .25rem .5rem; border: 1px solid var(--soft); border-radius: 3px; background: var(--page); color: inherit; font: inherit; }
.sortable { width: 100%; }
.sortable thead th { position: sticky; top: 0; background: var(--page); box-shadow: inset 0 1.5px var(--line), inset 0 -1px var(--line); }
.sortable thead tr th:nth-child(n) { border: 0; }
.sortable tbody tr + tr > * { border-top: 1px solid var(--rule); }
.sortable thead button { padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: inherit; cursor: pointer; }
.sortable thead button::after { content: "↕" / ""; margin-left: .3em; color: var(--soft); font-weight: 400; opacity: .6; }
.sortable [aria-sort=ascending] button::after { content: "↑" / ""; opacity: 1; }
.sortable [aria-sort=descending] button::after { content: "↓" / ""; opacity: 1; }
.sortable th[scope=row] { overflow-wrap: anywhere; }
.sortable .dice { text-align: left; }
.bar::after {
  content: "";
  display: inline-block;
  width: clamp(2rem, 7vw, 6.5rem);
  height: .5em;
  margin-left: .7em;
  background: linear-gradient(to right, var(--fill) var(--share), var(--track) var(--share));
}
.bar { --fill: var(--accent); }
.bar.oracle { --fill: var(--soft); }
.key { white-space: nowrap; }
.key::before { content: ""; display: inline-block; width: 1.3em; height: .28em; margin-right: .4em; vertical-align: .22em; background: var(--key); box-shadow: 0 0 0 1px color-mix(in srgb, var(--ink) 25%, transparent); }

.card { padding: 1.6rem 0 1.9rem; border-top: 1px solid var(--rule); content-visibility: auto; contain-intrinsic-size: auto 62rem; scroll-margin-top: .5rem; }
.card header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1rem; margin-bottom: .9rem; }
.card header p { margin: 0; }
.figures { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1.1rem; }
.explorer label { display: block; }
.explorer input { display: block; width: 100%; margin: .35rem 0 0; accent-color: var(--accent); }
.enlargeable { cursor: zoom-in; }
.numbers { align-self: start; }
.of-image { width: 100%; max-width: 24rem; font-size: .72rem; }
.of-image th, .of-image td { padding: .34rem .1rem; }
.of-image tbody th { white-space: nowrap; }
.of-image td:last-child, .of-image th:last-child { padding-right: 0; }
.levels { display: grid; grid-template-columns: repeat(8, minmax(0, 1fr)); gap: .8rem .7rem; margin: 0; padding: 0; list-style: none; }
.levels .plot { margin-top: .3rem; aspect-ratio: 1; }
.levels figcaption { margin-top: .3rem; font-size: .76rem; }
.proposals { display: grid; grid-template-columns: repeat(10, minmax(0, 1fr)); gap: .8rem .7rem; margin: 0; padding: 0; list-style: none; }
.proposals figcaption { margin-top: .3rem; font-size: .76rem; }
.choice { cursor: pointer; }
.current img:not(.plot) { outline: 2px solid var(--accent); outline-offset: 2px; }
details { margin-top: .9rem; }
summary { width: max-content; color: var(--accent); font-size: .85rem; cursor: pointer; }
details .levels { margin-top: .8rem; padding: 2px; }

.columns { display: flex; flex-wrap: wrap; gap: 1.5rem 4rem; align-items: start; }
.settings { columns: 3 17rem; column-gap: 2.5rem; }
.settings table { width: 100%; margin-bottom: 1.6rem; break-inside: avoid; font-size: .82rem; }
.settings caption { color: var(--ink); font-weight: 600; font-size: .88rem; }
.settings th { overflow-wrap: anywhere; }
.settings td { white-space: normal; overflow-wrap: anywhere; }
.settings tbody tr:first-child > * { border-top: 1px solid var(--line); }
.settings tbody tr:last-child > * { border-bottom: 0; }
.settings th, .settings td { padding-block: .18rem; }

dialog { padding: 1rem; border: 1px solid var(--rule); border-radius: 4px; background: var(--page); color: var(--ink); max-width: 97vw; }
dialog::backdrop { background: rgb(0 0 0 / .6); }
dialog img { width: auto; max-width: 100%; cursor: zoom-out; }
dialog p { margin: .6rem 0; }
dialog button { padding: .25rem .8rem; border: 1px solid var(--soft); border-radius: 3px; background: none; color: inherit; font: inherit; font-size: .88rem; cursor: pointer; }
footer { margin-top: 3.5rem; padding-top: .8rem; border-top: 1px solid var(--rule); }

@media print, (max-width: 64rem) {
  .reading { grid-template-columns: minmax(0, 1fr); }
}
@media print, (max-width: 76rem) {
  .numbers { grid-column: 1 / -1; order: 1; }
  .numbers + figure { grid-column: 2; }
}
@media (max-width: 46rem) {
  body { padding-top: 2rem; }
  section { margin-top: 2.4rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem .8rem; }
  .numbers + figure { grid-column: auto; }
  .levels { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .proposals { grid-template-columns: repeat(5, minmax(0, 1fr)); }
  .chart svg { font-size: 14.5px !important; }
  th, td { padding-inline: .45rem; }
}
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .controls, details, .explorer label, dialog { display: none !important; }
  .card { content-visibility: visible; break-inside: avoid; }
  .tall { max-height: none; overflow: visible; }
  .sortable thead button::after { content: none; }
  section, h2, h3 { break-after: avoid; }
  section { break-after: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
