import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareContrast } from '../../hosts/programs.ts';
import { image, type Layer, layer, writeLayout } from '../../image-sizes/support/images.ts';
import { registryTest, skopeo, withRegistry } from '../../image-sizes/support/real-registry.ts';
import { newFolder } from '../../image-sizes/support/run-sizes.ts';
import { scriptedRegistry } from '../../image-sizes/support/scripted-registry.ts';

interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs the built program; `onMessage` sees the stderr so far. */
function program(
  args: string[],
  options: { input?: string; cwd?: string; env?: Record<string, string> } = {},
  onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: newFolder(), XDG_CACHE_HOME: '', ...options.env };
    const child = spawn(prepareContrast, args, { ...options, env });
    const outcome = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      outcome.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      outcome.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...outcome, code, signal }));
    child.stdin.end(options.input ?? '');
    onStart((signal) => child.kill(signal));
  });
}

/** Tells the largest resident set of the process in KiB when it ends; that of getrusage counts the parent's too. */
function memoryProbe(folder: string): { NODE_OPTIONS: string; read(): number } {
  const file = join(folder, 'memory');
  const code = `import { readFileSync, writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(file)}, readFileSync('/proc/self/status')));`;
  return {
    NODE_OPTIONS: `--import data:text/javascript;base64,${btoa(code)}`,
    read: () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]),
  };
}

/** 300 MB that do not get smaller, and 300 MB that get very small. */
function large(kind: 'random' | 'zero'): Layer {
  const content = Buffer.alloc(300e6);
  if (kind === 'zero') return layer(content);
  for (let start = 0; start < content.length; start += 1 << 20)
    randomFillSync(content, start, Math.min(1 << 20, content.length - start));
  return layer(content, 'none');
}

for (const kind of ['random', 'zero'] as const) {
  registryTest(`a layer of 300 MB (${kind}) is counted in less than 150 MB of memory`, () =>
    withRegistry(async ({ host, folder }) => {
      const { tar, blob, mediaType } = large(kind);
      const layout = writeLayout(join(folder, 'large'), image([{ tar, blob, mediaType }]));
      const flags = ['-q', '--preserve-digests', '--dest-tls-verify=false'];
      await skopeo(folder, 'copy', ...flags, `oci:${layout}`, `docker://${host}/shop/large:1`);
      const { read, NODE_OPTIONS } = memoryProbe(folder);
      const { code, stdout, stderr } = await program(
        ['sizes', '--image', `${host}/shop/large:1`, '--output', '-'],
        { env: { NODE_OPTIONS } },
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`compressed: ${blob.length} #.*\\n +uncompressed: ${tar.length} #`));
      assert.ok(read() * 1024 < 150e6, `${read()} KiB`);
    }),
  );
}

test('Ctrl-C in the middle of a layer leaves the file as it was, and nothing beside it', async () => {
  let kill = (_signal: NodeJS.Signals) => {};
  const content = image([layer('x'.repeat(500_000), 'none')]);
  const registry = await scriptedRegistry({ 'shop/web:1': content }, (request, response) => {
    if (!request.url?.includes('/blobs/') || request.url.endsWith([...content.blobs.keys()][0]!))
      return false;
    response.writeHead(200, { 'content-length': '500000' });
    response.write('x'.repeat(1000), () => kill('SIGINT'));
    return true;
  });
  try {
    const cwd = newFolder();
    const old = 'apiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\nspec: {images: []}\n';
    writeFileSync(join(cwd, 'image-sizes.yaml'), old);
    const { signal } = await program(
      ['sizes', '--image', `${registry.host}/shop/web:1`],
      { cwd },
      (killer) => {
        kill = killer;
      },
    );
    assert.equal(signal, 'SIGINT');
    assert.deepEqual(readdirSync(cwd), ['image-sizes.yaml']);
    assert.equal(readFileSync(join(cwd, 'image-sizes.yaml'), 'utf8'), old);
  } finally {
    await registry.close();
  }
});

function incompressible(bytes: number): Buffer {
  return randomFillSync(Buffer.alloc(bytes));
}

registryTest('end to end: manifests, their sizes, raised limits and digests', () =>
  withRegistry(async ({ host, folder }) => {
    const shared = incompressible(3 << 20);
    const web = layer(shared);
    const database = layer(incompressible(1 << 20));
    const images = {
      web: image([web]),
      database: image([web, database], { config: { Volumes: { '/data': {} } } }),
    };
    for (const [name, one] of Object.entries(images)) {
      const layout = writeLayout(join(folder, name), one);
      const flags = ['-q', '--preserve-digests', '--dest-tls-verify=false'];
      await skopeo(folder, 'copy', ...flags, `oci:${layout}`, `docker://${host}/shop/${name}:1`);
    }
    const cwd = newFolder();
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - name: web
    image: ${host}/shop/web:1
    resources: {limits: {memory: 16Mi}}
  - name: database
    image: ${host}/shop/database:1
    resources: {limits: {memory: 64Mi}}
`;
    const config = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
spec: {platform: Metal-QEMU-SNP, images: {sizesFrom: sizes.yaml}}
`;
    writeFileSync(join(cwd, 'pod.yaml'), pod);
    writeFileSync(join(cwd, 'config.yaml'), config);
    const measured = await program(['sizes', 'pod.yaml', '--config', 'config.yaml', '--pin'], { cwd });
    assert.equal(measured.code, 0, measured.stderr);
    assert.match(measured.stderr, /wrote \S*sizes\.yaml: 2 images/);

    // Ten times the compressed size, in whole MiB.
    const limit = (layers: Layer[]) =>
      `${Math.ceil((10 * layers.reduce((sum, { blob }) => sum + blob.length, 0)) / 2 ** 20)}Mi`;
    const digest = (name: keyof typeof images) => `${host}/shop/${name}:1@${images[name].descriptor.digest}`;
    const prepared = await program(['--config', join(cwd, 'config.yaml')], { input: pod });
    // The volume that the image of the database declares is not mounted.
    assert.equal(prepared.code, 1, prepared.stderr);
    for (const expected of [
      `image: "${digest('web')}"\n    resources: {limits: {memory: ${limit([web])}}, requests`,
      `image: "${digest('database')}"\n    resources: {limits: {memory: 64Mi}`,
    ])
      assert.ok(prepared.stdout.includes(expected), prepared.stdout);
    assert.match(prepared.stderr, /declares a volume that is not mounted.* at \/data; .*\[image-volume\]/);

    // The same sizes as an item of the stream, which comes out as it went in.
    const item = readFileSync(join(cwd, 'sizes.yaml'), 'utf8');
    const streamed = await program(['--platform', 'Metal-QEMU-SNP'], { input: `${item}---\n${pod}` });
    assert.equal(streamed.stdout, `${item}---\n${prepared.stdout}`);
    // And as a gate: what is prepared passes.
    writeFileSync(join(cwd, 'prepared.yaml'), prepared.stdout);
    const checked = await program(['check', 'prepared.yaml', '--config', 'config.yaml'], { cwd });
    assert.doesNotMatch(checked.stdout, /is not prepared/);
  }),
);
