// Installation from a clone, as npm and pre-commit do it: nothing is built beforehand.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostPath, hostTest, root } from '../hosts/programs.ts';
import { sample } from '../hosts/sample.ts';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';

const NEEDED = ['git', 'npm', 'the release'] as const;
const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata:
  name: prepare-contrast
spec:
  platform: AKS-CLH-SNP
`;

hostTest(NEEDED, 'npm install --global in a clone installs the command and the manual page', () =>
  inClone(async (workspace, clone) => {
    const prefix = join(workspace.folder, 'prefix');
    await succeeds(workspace, 'npm', ['install', '--global', '--prefix', prefix, '--prefer-offline', clone]);
    const { stdout } = await succeeds(workspace, join(prefix, 'bin/prepare-contrast'), ['--help']);
    assert.match(stdout, /prepares Kubernetes manifests/);
    assert.ok(existsSync(join(prefix, 'share/man/man1/prepare-contrast.1')));
  }),
);

hostTest(NEEDED, 'npm install of a git repository builds the command and the library', () =>
  inClone(async (workspace, clone) => {
    workspace.write('project/package.json', '{ "private": true }\n');
    const cwd = join(workspace.folder, 'project');
    const install = ['install', '--prefer-offline', '--no-audit', `git+file://${clone}`];
    await succeeds(workspace, 'npm', install, cwd);
    await succeeds(workspace, 'npx', ['--no-install', 'prepare-contrast', '--version'], cwd);
    const program = `import('prepare-contrast').then(({ rules }) => console.log(rules.length > 0))`;
    const { stdout } = await succeeds(workspace, process.execPath, ['-e', program], cwd);
    assert.equal(stdout, 'true\n');
  }),
);

hostTest([...NEEDED, 'pre-commit'], 'pre-commit checks and prepares staged manifests', () =>
  inClone(async (workspace, clone) => {
    const { stdout: revision } = await git(workspace, clone, 'rev-parse', 'HEAD');
    workspace.write(
      'shop/.pre-commit-config.yaml',
      `repos:
- repo: ${clone}
  rev: ${revision.trim()}
  hooks:
  - id: prepare-contrast-files
    args: [manifests, --config, prepare-contrast.yaml]
  - id: prepare-contrast-check
    args: [manifests, --config, prepare-contrast.yaml]
`,
    );
    workspace.write('shop/prepare-contrast.yaml', CONFIGURATION);
    workspace.write('shop/manifests/web.yaml', sample['web.yaml']);
    const shop = join(workspace.folder, 'shop');
    await git(workspace, shop, 'init', '--quiet');
    await git(workspace, shop, 'add', '.');
    const run = (...args: string[]) => workspace.run(hostPath('pre-commit'), ['run', ...args], { cwd: shop });

    const check = await run('prepare-contrast-check');
    assert.equal(check.code, 1, check.stderr);
    assert.match(check.stdout, /check manifests for Contrast\.+Failed[\s\S]*runtimeClassName/);
    assert.equal(workspace.read('shop/manifests/web.yaml'), sample['web.yaml']);

    const prepare = await run('prepare-contrast-files');
    assert.equal(prepare.code, 1, prepare.stderr);
    assert.match(prepare.stdout, /files were modified by this hook/);
    assert.match(workspace.read('shop/manifests/web.yaml'), /runtimeClassName: contrast-cc/);
    const { stdout: changes } = await git(workspace, shop, 'status', '--porcelain', '--untracked-files=all');
    assert.equal(changes.match(/^.M .*$/gm)?.join(), 'AM manifests/web.yaml');

    await git(workspace, shop, 'add', '.');
    const again = await run();
    assert.equal(again.code, 0, again.stdout + again.stderr);
  }),
);

/** Runs `body` with a git repository of the project's files as they are now. */
function inClone(body: (workspace: Workspace, clone: string) => Promise<void>): Promise<void> {
  return inWorkspace(async (workspace) => {
    const clone = join(workspace.folder, 'clone');
    const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    const { stdout } = spawnSync('git', listed, { cwd: root, encoding: 'utf8' });
    for (const file of stdout.split('\0').filter((name) => name && existsSync(root + name))) {
      mkdirSync(dirname(join(clone, file)), { recursive: true });
      cpSync(root + file, join(clone, file));
    }
    Object.assign(workspace.env, npmEnvironment(), { PRE_COMMIT_HOME: join(workspace.folder, 'hooks') });
    await git(workspace, clone, 'init', '--quiet');
    await git(workspace, clone, 'add', '.');
    await git(workspace, clone, 'commit', '--quiet', '--message', 'All files');
    await body(workspace, clone);
  });
}

/** The registry, its certificates and the cache of this machine's npm. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const setting = (name: string): string =>
    spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' }).stdout.trim();
  const names = ['cache', 'registry', 'userconfig'];
  return {
    ...Object.fromEntries(names.map((name) => [`npm_config_${name}`, setting(name)])),
    NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
  };
}

function git(workspace: Workspace, folder: string, ...args: string[]): Promise<{ stdout: string }> {
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return succeeds(workspace, 'git', [...author, ...args], folder);
}

async function succeeds(
  workspace: Workspace,
  command: string,
  args: string[],
  cwd = workspace.folder,
): Promise<{ stdout: string }> {
  const { code, stdout, stderr } = await workspace.run(command, args, { cwd });
  assert.equal(code, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return { stdout };
}
