// What the figures come to, as ratios within one run: seconds say as much of the machine as of the program.

/** What each input is called. */
export const INPUTS = { made: 'made input', real: 'real manifests' };

/** Each with its value, or without where this run does not have its rows. */
const RATIOS = [
  {
    title: '10,000 resources: time of Go, kustomize/kyaml',
    value: (row) => ratio(row('kyaml', 10000), row('ours', 10000)),
  },
  {
    title: '10,000 resources: time of Go, yaml.v3',
    value: (row) => ratio(row('yaml.v3', 10000), row('ours', 10000)),
  },
  {
    title: '1,000 resources: time of kustomize with patches',
    value: (row) => ratio(row('kustomize', 1000, 'stream'), row('ours', 1000, 'stream')),
  },
  {
    title: '10,000 resources: our time to that of a plain copy',
    value: (row) => ratio(row('ours', 10000), row('copy', 10000)),
  },
  {
    title: '10,000 resources: our peak RSS to that of a plain copy',
    value: (row) => ratio(row('ours', 10000), row('copy', 10000), 'mebibytes'),
  },
  {
    title: '50,000 resources: our time to that for 10,000',
    value: (row) => ratio(row('ours', 50000), row('ours', 10000)),
  },
  {
    title: '50,000 resources: our peak RSS to that for 10,000',
    value: (row) => ratio(row('ours', 50000), row('ours', 10000), 'mebibytes'),
  },
  {
    title: 'One Deployment: our time to that of `node -e 0`',
    value: (row) => ratio(row('ours', 1), row('empty', 1)),
  },
];

/** Returns the ratios `{ title, value }` for the rows of the benchmark. */
export function ratios(rows) {
  const inputs = Object.keys(INPUTS).filter((input) => rows.some((one) => one.input === input));
  return inputs
    .flatMap((input) => {
      const row = (id, count, form = 'list') =>
        rows.find((one) => one.input === input && one.id === id && one.count === count && one.form === form);
      return RATIOS.map(({ title, value }) => ({ title: `${title} (${INPUTS[input]})`, value: value(row) }));
    })
    .filter(({ value }) => value !== undefined);
}

function ratio(one, other, what = 'seconds') {
  return one && other && one[what] / other[what];
}
