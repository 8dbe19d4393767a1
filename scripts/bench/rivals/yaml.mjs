import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

// Keeps comments, as a tool has to that people use on their manifests.
const document = parseDocument(readFileSync(0, 'utf8'));
for (const item of document.get('items').items) {
  const kind = item.get('kind');
  const path =
    kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : ['spec', 'template', 'spec'];
  if (!['Deployment', 'StatefulSet', 'Job', 'CronJob'].includes(kind)) continue;
  const podSpec = item.getIn(path);
  podSpec.set('runtimeClassName', 'contrast-cc');
  for (const container of podSpec.get('containers').items) {
    const limit = container.getIn(['resources', 'limits', 'memory']);
    if (limit !== undefined) container.setIn(['resources', 'requests', 'memory'], limit);
  }
}
writeFileSync(1, document.toString({ lineWidth: 0 }));
