import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNodeFolder, UNUSABLE_PATH, unusablePath } from '../../src/kubernetes/node-folders.ts';

const UNUSABLE = [
  ...['/', '//', '/./', '/dev', '/dev/kvm', '//dev', '/./proc/', '/sys/fs/cgroup'],
  ...[
    '/run',
    '/var/run/',
    '/run/containerd',
    '/run/containerd/containerd.sock',
    '/var/run/docker.sock',
    '/var/run/ztunnel',
  ],
  ...['/var/lib/kubelet/device-plugins', '/opt/cni/bin', '/etc/cni/net.d', '/srv/x.sock', '/srv/x.sock/'],
];
const NODE = [
  '/var/log',
  '/var/log/pods',
  '//var/log/',
  '/var/lib/docker/containers',
  '/lib/modules',
  '/run/log/journal',
];
const OTHERS = [
  '',
  'relative',
  '/data',
  '/device',
  '/devices',
  '/etc',
  '/opt/cniX',
  '/run/secrets',
  '/running',
  '/var/logs',
  '/x.sockets',
];

test('a copy of sockets, of files of the kernel and of the whole node is useless', () => {
  for (const path of UNUSABLE) assert.notEqual(unusablePath(path), undefined, path);
  for (const path of [...NODE, ...OTHERS]) assert.equal(unusablePath(path), undefined, path);
});

test('the expression for the API server recognizes the same paths', () => {
  const expression = new RegExp(UNUSABLE_PATH);
  for (const path of [...UNUSABLE, ...NODE, ...OTHERS])
    assert.equal(expression.test(path), unusablePath(path) !== undefined, path);
});

test('programs of the node use these folders, and logs and modules', () => {
  for (const path of [...UNUSABLE, ...NODE]) assert.ok(isNodeFolder(path), path);
  for (const path of OTHERS) assert.ok(!isNodeFolder(path), path);
});
