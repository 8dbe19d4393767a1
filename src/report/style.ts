/** The report's style sheet: light and dark, narrow and wide, on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fbfbfa; --card: #fff; --text: #1d2530; --quiet: #5a6473; --line: #dcdfe4; --accent: #0b6b45;
  --error: #b3261e; --warning: #7a5200; --info: #2b5c8a; --changed: #0b6b45; --plus: #e3f4e8; --minus: #fbe7e6;
  --main: #0b7a4b; --sidecar: #58a57f; --init: #a8cdb8; --default: #a8cdb8; --guest: #3d6fa3; --host: #9fb6cf; --uncovered: #c2571a; --images: #1d2530; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --card: #1b2027; --text: #e7ebf0; --quiet: #a2adba; --line: #343c47; --accent: #5ecb95;
  --error: #ff8f85; --warning: #f0b95a; --info: #86bdf0; --changed: #5ecb95; --plus: #16382a; --minus: #452322;
  --main: #3fb27f; --sidecar: #2b7a58; --init: #245240; --default: #245240; --guest: #5c93cc; --host: #33506f; --uncovered: #e98a4d; --images: #e7ebf0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; } h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; } .quiet { color: var(--quiet); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; padding: 0; margin: 1.25rem 0; list-style: none; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.tiles strong { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; } .tiles .error strong { color: var(--error); } .tiles .warning strong { color: var(--warning); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; } .scroll:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.workload { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .6rem 0; content-visibility: auto; contain-intrinsic-size: auto 8rem; }
.workload > header { padding: 0; max-width: none; display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; }
svg.bar { display: block; width: 100%; height: 1.9rem; margin-top: .5rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; color: var(--quiet); font-size: .875rem; }
rect.main { fill: var(--main); } rect.sidecar { fill: var(--sidecar); } rect.init, rect.default { fill: var(--init); } rect.guest { fill: var(--guest); }
rect.host { fill: var(--host); } rect.uncovered { fill: var(--uncovered); } rect.images { fill: var(--images); } rect.node { fill: var(--guest); } rect.free { fill: var(--line); }
.findings { list-style: none; margin: .5rem 0 0; padding: 0; } .findings li { padding: .35rem 0 .35rem .75rem; border-left: 3px solid var(--line); margin: .35rem 0; overflow-wrap: anywhere; }
.findings .error { border-color: var(--error); } .findings .warning { border-color: var(--warning); } .findings .info { border-color: var(--info); } .findings .changed { border-color: var(--changed); }
.badge { font-weight: 600; } .error > .badge { color: var(--error); } .warning > .badge { color: var(--warning); } .info > .badge { color: var(--info); } .changed > .badge { color: var(--changed); }
code, ins, del { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; } ins, del { text-decoration: none; padding: .05rem .3rem; border-radius: .2rem; } ins { background: var(--plus); } del { background: var(--minus); }
.filters { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.filters[hidden] { display: none; } label { display: block; font-size: .875rem; color: var(--quiet); }
input, select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--quiet); border-radius: .35rem; padding: .35rem .5rem; max-width: 100%; }
footer { padding: 2rem 1.25rem; color: var(--quiet); }
@media print { .filters { display: none; } .workload { break-inside: avoid; content-visibility: visible; } body { background: #fff; } }
`;
