/** The style of the report: light and dark as the reader's system, tables that stack on a narrow page, and paper. */
export const htmlStyle = `
:root { --text: #1f2328; --muted: #59636e; --page: #fff; --card: #f6f8fa; --line: #d1d9e0; --good: #116329; --bad: #a40e26; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --muted: #9da7b1; --page: #0d1117; --card: #161b22; --line: #3d444d; --good: #56d364; --bad: #ff8e87; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; background: var(--page); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 2rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 0 0 .25rem; font-size: 1rem; }
p { margin: .25rem 0; }
ul { margin: 0; padding: 0; list-style: none; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem; margin: 0; }
dl > div, .cause { padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); }
dt { color: var(--muted); font-size: .85rem; }
dd { margin: 0; font-weight: 600; }
.speed { margin: .75rem 0 0; color: var(--muted); font-size: .85rem; }
.speed svg { display: block; width: 100%; height: 3rem; border-bottom: 1px solid var(--line); overflow: visible; }
.speed polyline { fill: none; stroke: var(--good); stroke-width: 1.5; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
code { padding: 0 .3em; border: 1px solid var(--line); border-radius: 4px; color: var(--muted); font: .85em ui-monospace, monospace; }
.causes { display: grid; gap: .5rem; }
.cause { border-inline-start: 4px solid var(--bad); }
.cause ul { margin-top: .25rem; color: var(--muted); }
.files { content-visibility: auto; contain-intrinsic-size: auto 20000px; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { color: var(--muted); font-size: .85rem; }
th:nth-last-child(1) { width: 5rem; } th:nth-last-child(2) { width: 40%; }
th:nth-last-child(3) { width: 11rem; } th:nth-last-child(4) { width: 6.5rem; }
.thumbnail { width: 64px; }
.thumbnail img { display: block; width: 48px; height: 48px; object-fit: contain; }
.figures, td p { color: var(--muted); font-variant-numeric: tabular-nums; }
.done > .status { color: var(--good); } .failed > .status, .failed b { color: var(--bad); }
.status, b { font-weight: 600; }
@media screen and (max-width: 50rem) {
  body { padding: 1rem; }
  thead { display: none; }
  table, tbody, td { display: block; }
  tr { display: flow-root; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  td { padding: .1rem 0; border: 0; }
  td[data-label]::before { content: attr(data-label); display: inline-block; min-width: 5rem; color: var(--muted); font-weight: 400; }
  td.file::before { display: none; }
  td.file { font-weight: 600; }
  td.outputs:empty, td.time:empty { display: none; }
  td.outputs::before { display: block; }
  td.thumbnail { float: inline-end; margin-inline-start: .5rem; width: auto; }
}
@media print {
  :root { --text: #000; --muted: #444; --page: #fff; --card: #fff; --line: #bbb; --good: #000; --bad: #000; color-scheme: light; }
  @page { margin: 15mm; }
  body { padding: 0; max-width: none; font-size: 9pt; }
  .files { content-visibility: visible; }
  thead { display: table-header-group; }
  tr, .cause, dl > div { break-inside: avoid; }
  h2 { break-after: avoid; }
  .thumbnail { width: 44px; } .thumbnail img { width: 32px; height: 32px; }
  th:nth-last-child(2) { width: 45%; } th:nth-last-child(3) { width: 6rem; } th:nth-last-child(4) { width: 4.5rem; }
}
`;
