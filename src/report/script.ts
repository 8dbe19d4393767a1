/** The report's script: it only filters what the page shows without it, and packs pods on nodes of a size that is typed in. */
export const SCRIPT = `
(() => {
  const byId = (id) => document.getElementById(id);
  const filters = byId('filters');
  if (!filters) return;
  filters.hidden = false;
  const items = [...document.querySelectorAll('[data-severity]')];
  const groups = [...document.querySelectorAll('.workload[data-findings]')];
  const status = byId('filter-status');
  function filter() {
    const severity = byId('severity').value, rule = byId('rule').value, text = byId('text').value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      const wanted = (!severity || item.dataset.severity === severity) && (!rule || item.dataset.rule === rule)
        && (!text || item.closest('.workload').dataset.findings.toLowerCase().includes(text));
      item.hidden = !wanted;
      if (wanted) shown++;
    }
    for (const group of groups) group.hidden = !group.querySelector('[data-severity]:not([hidden])');
    status.textContent = shown + ' of ' + items.length + ' shown';
  }
  for (const id of ['severity', 'rule', 'text']) byId(id).addEventListener('input', filter);
  filter();
  const size = byId('node-size');
  if (!size) return;
  size.closest('form').hidden = false;
  const pods = JSON.parse(byId('pods').textContent);
  function pack() {
    const node = Math.floor(Number(size.value) * 1024);
    if (!(node > 0)) { byId('node-result').textContent = 'Type the memory of a node in GiB.'; return; }
    const nodes = [];
    let tooLarge = 0;
    for (const pod of [...pods].sort((a, b) => b - a)) {
      if (pod > node) { tooLarge++; continue; }
      const index = nodes.findIndex((used) => used + pod <= node);
      if (index < 0) nodes.push(pod); else nodes[index] += pod;
    }
    const used = nodes.reduce((a, b) => a + b, 0);
    byId('node-result').textContent = nodes.length + (nodes.length === 1 ? ' node, ' : ' nodes, ') + (nodes.length ? Math.round(100 * used / (nodes.length * node)) : 0) + '% full'
      + (tooLarge ? ', and ' + tooLarge + ' pods that fit on none' : '') + '.';
  }
  size.addEventListener('input', pack);
  size.closest('form').addEventListener('submit', (event) => event.preventDefault());
  pack();
})();
`;
