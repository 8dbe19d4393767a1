/** The report's style sheet: light and dark, narrow and wide, on paper. */
export const STYLE = `
:root { --ground: #f6f7f5; --card: #fff; --text: #1a232e; --quiet: #566070; --line: #dcdfe4; --accent: #0b6b45; --wash: #e7f3ec;
  --error: #b3261e; --warning: #7a5200; --info: #2b5c8a; --changed: #0b6b45; --plus: #dcf1e3; --minus: #fbe3e1;
  --main: #0b7a4b; --sidecar: #63b088; --images: #8660c6; --unused: #cfe3d8; --more: #aac7b7; --guest: #3767a6; --host: #7c9cc9; --before: #8a929c; --missing: #c2571a; --taken: #3767a6; }
@media screen { :root { color-scheme: light dark; } }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #12161b; --card: #1a2027; --text: #e7ebf0; --quiet: #a3aebb; --line: #333c47; --accent: #5ecb95; --wash: #16291f;
  --error: #ff8f85; --warning: #f0b95a; --info: #86bdf0; --changed: #5ecb95; --plus: #16402c; --minus: #4b2524;
  --main: #3fb27f; --sidecar: #93d9b6; --images: #b394ee; --unused: #24493a; --more: #35614c; --guest: #5f95d6; --host: #3d618f; --before: #77818c; --missing: #ef8f4c; --taken: #5f95d6; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 6rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
body > header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
body > header { padding-top: 2rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; } h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; } .quiet { color: var(--quiet); } .problem { color: var(--error); font-weight: 600; overflow-wrap: anywhere; }
a { color: var(--accent); } h3 a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.steps { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; font-size: .85rem; } .reasons { margin: .25rem 0; }
.verdict { display: inline-block; background: var(--wash); border-radius: .4rem; padding: .25rem .7rem; margin-top: .75rem; } .verdict.problem { background: var(--minus); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; padding: 0; margin: 1rem 0; list-style: none; }
.tiles a { display: block; height: 100%; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem 1rem; color: inherit; text-decoration: none; }
.tiles a:hover { border-color: var(--accent); } .tiles strong { display: block; font-size: 1.6rem; line-height: 1.2; }
.tiles .error strong { color: var(--error); } .tiles .warning strong { color: var(--warning); } .tiles .changed strong { color: var(--changed); } .tiles .info strong { color: var(--info); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .75rem 1rem; margin: .6rem 0; }
.left-out { list-style: none; } .left-out li { overflow-wrap: anywhere; padding: .15rem 0; }
.lead { font-size: 1.1rem; max-width: 60rem; } .lead strong { color: var(--accent); }
svg { display: block; overflow: visible; } svg.bar { border-radius: 3px; overflow: hidden; }
.parts i, .problem i, i.vcpu { display: inline-block; width: .65rem; height: .65rem; margin-right: .4em; border-radius: 2px; print-color-adjust: exact; forced-color-adjust: none; } i.vcpu { width: .5rem; margin-right: .15rem; }
.bar rect { stroke: var(--card); stroke-width: 1px; }
${['main', 'sidecar', 'unused', 'images', 'more', 'guest', 'host', 'before', 'missing', 'taken'].map((kind) => `rect.${kind} { fill: var(--${kind}); } i.${kind} { background: var(--${kind}); }`).join(' ')}
rect.gap { fill: none; } .bar rect.gap, .bar rect.before { stroke: none; } rect.missing { fill-opacity: .35; } .bar rect.missing { stroke: var(--missing); stroke-dasharray: 4 3; }
.compare { display: grid; grid-template-columns: auto 1fr auto; gap: .5rem 1rem; align-items: center; margin: 1rem 0; }
.parts { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; padding: 0; margin: .4rem 0 0; color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere; } .parts b { color: var(--text); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { min-width: 4rem; font-weight: 400; vertical-align: bottom; color: var(--quiet); font-size: .875rem; } tbody th { font-weight: 600; min-width: 7rem; overflow-wrap: anywhere; } .number { text-align: right; } tbody .number { white-space: nowrap; }
td.picture { width: 30%; min-width: 8rem; padding: .6rem 0 0; }
.nodes { list-style: none; padding: 0; margin: .75rem 0; } .nodes li { display: grid; grid-template-columns: 8rem 1fr minmax(13rem, auto); gap: 0 1rem; align-items: center; margin: .3rem 0; } .nodes svg { background: var(--line); }
.controls { display: flex; flex-wrap: wrap; gap: .6rem 1.25rem; align-items: end; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem 1rem; margin: .75rem 0; } .controls[hidden] { display: none; }
#filters { position: sticky; top: 0; z-index: 1; margin-top: 2.5rem; box-shadow: 0 .5rem 1rem -.75rem #0005; } .wide { flex: 1 1 12rem; } .wide input { width: 100%; }
label { display: block; font-size: .875rem; color: var(--quiet); }
input, select, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--quiet); border-radius: .4rem; padding: .3rem .5rem; max-width: 100%; } button { padding-inline: .9rem; cursor: pointer; } output { padding: .35rem 0; }
.pod header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; margin-bottom: .5rem; } .pod svg.bar + svg.bar { margin-top: 2px; }
.many .card { content-visibility: auto; contain-intrinsic-size: auto 9rem; }
summary { cursor: pointer; overflow-wrap: anywhere; } summary h3 { display: inline; }
.places { color: var(--quiet); font-size: .9375em; }
:is(.findings, .common) ul { list-style: none; margin: .5rem 0 0; padding: 0; } :is(.findings, .common) li { padding: .3rem 0 .3rem .75rem; border-left: 3px solid var(--line); margin: .4rem 0; overflow-wrap: anywhere; } :is(.findings, .common) [hidden] { display: none; }
:is(.findings, .common) .error { border-color: var(--error); } :is(.findings, .common) .warning { border-color: var(--warning); } :is(.findings, .common) .info { border-color: var(--info); } :is(.findings, .common) .changed { border-color: var(--changed); }
.badge { font-weight: 600; } .error > .badge { color: var(--error); } .warning > .badge { color: var(--warning); } .info > .badge { color: var(--info); } .changed > .badge { color: var(--changed); }
code, ins, del { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; } ins, del { text-decoration: none; padding: .1rem .35rem; border-radius: .25rem; } ins { background: var(--plus); } del { background: var(--minus); }
.values { font-size: .9375em; }
footer { padding-block: 2rem; color: var(--quiet); }
@media (max-width: 40rem) { .compare { grid-template-columns: 1fr auto; grid-auto-flow: row dense; } .compare svg { grid-column: 1 / -1; }
  .nodes li { grid-template-columns: 1fr auto; } .nodes svg { grid-column: 1 / -1; grid-row: 2; } td.picture { display: none; } #filters { position: static; } html { scroll-padding-top: 1rem; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { :root { --ground: #fff; } * { print-color-adjust: exact; } .controls, nav { display: none; } .card { break-inside: avoid; } .findings.card { break-inside: auto; } .findings li { break-inside: avoid; } .findings > p { break-after: avoid; } .many .card { content-visibility: visible; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; } }
`;
