import { INPUTS, ratios } from './ratios.mjs';

const milliseconds = (seconds) =>
  seconds < 1 ? `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms` : `${seconds.toFixed(2)} s`;
const FORMS = {
  list: 'ResourceList, YAML',
  'items first': 'ResourceList, YAML, functionConfig last',
  json: 'ResourceList, JSON',
  stream: 'stream, as from Helm',
};

/** The figures as Markdown. */
export function table({ node, cpu, cores, rows, hosts }) {
  const groups = groupBy(rows, keyOf);
  const parts = [
    '# Benchmark',
    `Made by \`npm run bench\` with Node ${node} on ${cores} × ${cpu}. Whole processes, medians; every contestant reads the same file and ` +
      'makes the same edits, and its output is checked before its time counts. prepare-contrast runs with every rule on and writes its results. ' +
      'The made input has one kind of workload; the real manifests are those that the tests use, several times over in other namespaces, with the ' +
      'annotations of hosts, LimitRanges and quotas.',
  ];
  const lines = ratios(rows).map(({ title, value }) => `| ${title} | ${value.toFixed(1)} |`);
  if (lines.length > 0) parts.push(['| | times |', '| --- | ---: |', ...lines].join('\n'));
  if (hosts.length > 0)
    parts.push(
      '## Hosts',
      'What the program adds to a run of the host, over the same run with `cat` in its place: the median of 10 charts or kustomizations of 1 to 200 resources.',
      [
        '| host | program | added |',
        '| --- | --- | ---: |',
        ...hosts.map(({ host, program, seconds }) => `| ${host} | ${program} | ${milliseconds(seconds)} |`),
      ].join('\n'),
    );
  for (const group of groups.values()) {
    const [{ input, count, form, bytes }] = group;
    const lines = group.map(
      ({ title, seconds, cpuSeconds, mebibytes, ratio }) =>
        `| ${title} | ${milliseconds(seconds)} | ${milliseconds(cpuSeconds)} | ${mebibytes.toFixed(0)} MiB | ${ratio.toFixed(2)} |`,
    );
    parts.push(
      `## ${count.toLocaleString('en')} ${count === 1 ? 'resource' : 'resources'}, ${INPUTS[input]}, ${FORMS[form]}, ${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`,
      ['| | time | CPU time | peak RSS | times ours |', '| --- | ---: | ---: | ---: | ---: |', ...lines].join(
        '\n',
      ),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

const keyOf = ({ input, count, form }) => `${input} ${count} ${form}`;

function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const escapeMarkup = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Bars for the largest ResourceList that every contestant took, on a logarithmic scale. */
export function drawing({ rows }) {
  const lists = rows.filter(({ input, form }) => input === 'made' && form === 'list');
  const counts = [...new Set(lists.map(({ count }) => count))];
  const count =
    counts.filter((one) => lists.filter((row) => row.count === one).length > 2).at(-1) ?? counts[0];
  const bars = lists.filter((row) => row.count === count).sort((a, b) => a.seconds - b.seconds);
  const [left, width, step] = [250, 420, 30];
  const scale = (seconds) => (Math.log10(seconds / 0.01) / Math.log10(bars.at(-1).seconds / 0.01)) * width;
  const lines = bars.map(({ id, title, seconds }, index) => {
    const y = 50 + index * step;
    const colour = id === 'ours' ? '#0b7a4b' : '#8a94a6';
    return `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${escapeMarkup(title)}</text><rect x="${left}" y="${y}" width="${scale(seconds).toFixed(1)}" height="20" rx="3" fill="${colour}"/><text x="${(left + scale(seconds) + 8).toFixed(1)}" y="${y + 15}">${milliseconds(seconds)}</text>`;
  });
  const height = 60 + bars.length * step;
  const title = `${count.toLocaleString('en')} resources: time of the whole process, logarithmic`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="13">
<style>text { fill: #1f2733 } @media (prefers-color-scheme: dark) { text { fill: #e6eaf0 } }</style>
<text x="20" y="26" font-size="15" font-weight="600">${title}</text>
${lines.join('\n')}
</svg>
`;
}
