import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';

const file = 'deploy/systemd/tributary.service';
const lines = readFileSync(file, 'utf8').split('\n');

/** Section → directive → values, in the order of the file (systemd.syntax(7)). */
function readUnit(): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>();
  let section = new Map<string, string[]>();
  for (const line of lines.filter((text) => text !== '' && !text.startsWith('#'))) {
    const [, heading] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (heading === undefined && name === undefined) throw new Error(`Neither a section nor a directive: ${line}`);
    if (heading !== undefined) sections.set(heading, (section = new Map<string, string[]>()));
    else section.set(name ?? '', [...(section.get(name ?? '') ?? []), value]);
  }
  return sections;
}

describe('the systemd unit', () => {
  const unit = readUnit();
  const service = unit.get('Service') ?? new Map<string, string[]>();
  const value = (name: string): string | undefined => service.get(name)?.at(-1);

  test('starts the server as npm start does', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(value('ExecStart')).toBe(`/opt/tributary/node ${/--with-client (.*)$/.exec(scripts['start'] ?? '')?.[1]}`);
    expect(value('WorkingDirectory')).toBe('/opt/tributary');
    expect(unit.get('Install')?.get('WantedBy')).toEqual(['multi-user.target']);
  });

  test('lets it end in its own time, and starts it again unless its settings are bad', () => {
    const stopMs = Number(/stopMs = ([\d_]+)/.exec(readFileSync('server/main.ts', 'utf8'))?.[1]?.replaceAll('_', ''));
    expect(Number(value('TimeoutStopSec')) * 1_000).toBeGreaterThan(stopMs);
    expect(value('Restart')).toBe('on-failure');
    expect(value('RestartPreventExitStatus')).toBe('78');
    expect(() => readConfig({ PORT: 'x' })).toThrow(ConfigError);
  });

  test('lets it write to its own folder only, and have no rights', () => {
    expect(Object.fromEntries([...service].map(([name, values]) => [name, values.at(-1)]))).toMatchObject({
      DynamicUser: 'yes',
      StateDirectory: 'tributary',
      StateDirectoryMode: '0700',
      UMask: '0077',
      NoNewPrivileges: 'yes',
      ProtectSystem: 'strict',
      ProtectHome: 'yes',
      PrivateTmp: 'yes',
      PrivateDevices: 'yes',
      CapabilityBoundingSet: '',
      AmbientCapabilities: '',
      RestrictNamespaces: 'yes',
      RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
      SystemCallArchitectures: 'native',
    });
    expect(value('Environment')).toContain('TRIBUTARY_DATA_DIR=/var/lib/tributary');
    expect(service.get('SystemCallFilter')).toEqual(['@system-service', '~@privileged @resources']);
    expect(lines.filter((line) => /^Environment=.*(SECRET|TOKEN|DATABASE_URL)/.test(line))).toEqual([]);
  });

  const analyze = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', file], { encoding: 'utf8' });
  test.skipIf(analyze.error !== undefined)('is well closed in the eyes of systemd', () => {
    expect(analyze.stderr).toBe('');
    expect(analyze.status).toBe(0);
  });
});
