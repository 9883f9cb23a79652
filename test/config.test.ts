import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig } from '../server/config.ts';
import { loadSecretKeys, prepareDataDir } from '../server/dataFolder.ts';

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64');
const shapes = { toy: z.object({ TRIBUTARY_TOY_ENDPOINT: z.url('an address').optional() }) };

function linesOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment, shapes);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError);
    return (thrown as ConfigError).message.split('\n');
  }
  return [];
}

describe('settings', () => {
  test('nothing set: the documented defaults, frozen', () => {
    const config = readConfig({}, shapes);
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: path.resolve('data'),
      role: 'all',
      databaseUrl: null,
      secretKeys: null,
      adminToken: null,
      publicUrl: null,
      logLevel: 'info',
      keep: { deliveriesDays: 30, deliveriesMost: 20_000_000, deadLettersDays: 30, auditDays: 400 },
      diskReserveBytes: 256 * 1024 * 1024,
      mail: null,
      webhookAllow: [],
      operatorSettings: { toy: {} },
      warnings: [],
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('a shared database takes a key that all servers have', () => {
    expect(() => readConfig({ DATABASE_URL: 'postgres://tributary@db.example.com/tributary' })).toThrow(/^TRIBUTARY_SECRET_KEY is unset\. It takes the same key on every server/);
  });

  test('everything set', () => {
    const config = readConfig(
      {
        PORT: '0',
        HOST: '0.0.0.0',
        TRIBUTARY_DATA_DIR: '/data',
        DATABASE_URL: 'postgres://tributary:p%40ss@db.example.com:5432/tributary',
        TRIBUTARY_ROLE: 'worker',
        TRIBUTARY_SECRET_KEY: `${key}, ${key}`,
        TRIBUTARY_ADMIN_TOKEN: 'x'.repeat(24),
        TRIBUTARY_PUBLIC_URL: 'https://t.example',
        LOG_LEVEL: 'warn',
        TRIBUTARY_DELIVERIES_DAYS: '7',
        TRIBUTARY_DELIVERIES_MAX: '0',
        TRIBUTARY_DEAD_LETTERS_DAYS: '3650',
        TRIBUTARY_AUDIT_DAYS: '1',
        TRIBUTARY_DISK_RESERVE_MIB: '0',
        TRIBUTARY_TOY_ENDPOINT: 'http://127.0.0.1:1',
      },
      shapes,
    );
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/data',
      databaseUrl: new URL('postgres://tributary:p%40ss@db.example.com:5432/tributary'),
      role: 'worker',
      logLevel: 'warn',
      keep: { deliveriesDays: 7, deliveriesMost: 0, deadLettersDays: 3_650, auditDays: 1 },
      diskReserveBytes: 0,
      operatorSettings: { toy: { TRIBUTARY_TOY_ENDPOINT: 'http://127.0.0.1:1' } },
    });
    expect([config.secretKeys?.length, config.publicUrl?.origin]).toEqual([2, 'https://t.example']);
  });

  test.each([
    ['PORT', '80a', '"80a"'],
    ['PORT', '65536', '"65536"'],
    ['PORT', '-1', '"-1"'],
    ['TRIBUTARY_ROLE', 'boss', 'all, api, worker'],
    ['LOG_LEVEL', 'loud', 'info'],
    ['TRIBUTARY_ADMIN_TOKEN', 'short', '24'],
    ['TRIBUTARY_ADMIN_TOKEN', 'spaces are not possible in a header', 'ASCII'],
    ['TRIBUTARY_PUBLIC_URL', 'tributary.example', 'https://'],
    ['TRIBUTARY_PUBLIC_URL', 'https://t.example/path', 'without a path'],
    ['TRIBUTARY_PUBLIC_URL', 'ftp://t.example', 'https://'],
    ['TRIBUTARY_SECRET_KEY', 'changeme', 'base64 of 32'],
    ['TRIBUTARY_SECRET_KEY', Buffer.alloc(32).toString('base64'), 'anybody can guess'],
    ['TRIBUTARY_SECRET_KEY', `${key},`, 'key 2 of 2'],
    ['TRIBUTARY_TOY_ENDPOINT', 'nowhere', 'an address'],
    ['TRIBUTARY_DELIVERIES_DAYS', '0', 'from 1 to 3650'],
    ['TRIBUTARY_DELIVERIES_DAYS', '1.5', 'days'],
    ['TRIBUTARY_DELIVERIES_MAX', '1e9', 'from 0 to 1000000000'],
    ['TRIBUTARY_DELIVERIES_MAX', '1000000001', 'deliveries'],
    ['TRIBUTARY_DEAD_LETTERS_DAYS', '٣', 'days'],
    ['TRIBUTARY_AUDIT_DAYS', '3651', 'days'],
    ['TRIBUTARY_DISK_RESERVE_MIB', '-1', 'MiB'],
    ['TRIBUTARY_MAIL_FROM', 'nobody', 'e-mail address'],
    ['TRIBUTARY_SMTP_URL', 'smtp://mail.example.com', 'TRIBUTARY_MAIL_FROM'],
    ['TRIBUTARY_WEBHOOK_ALLOW', '10.0.0.0/8, 10.0.0.1', 'separated by commas'],
    ['DATABASE_URL', 'mysql://user:pw@host/db', 'PostgreSQL database'],
    ['DATABASE_URL', 'postgres://user:pw@host', 'PostgreSQL database'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0', 'NODE_EXTRA_CA_CERTS'],
  ])('%s=%s is refused in one line that names it and what it takes', (name, value, hint) => {
    const lines = linesOf({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(name);
    expect(lines[0]).toContain(hint);
  });

  test('a mail server needs a sender, and its address is never repeated', () => {
    const from = { TRIBUTARY_MAIL_FROM: 'tributary@example.com' };
    const { mail, webhookAllow } = readConfig({ ...from, TRIBUTARY_SMTP_URL: 'smtps://user:p%40ss@mail.example.com', TRIBUTARY_WEBHOOK_ALLOW: '10.0.0.0/8,fd00::/8' });
    expect([mail?.url.hostname, mail?.from, webhookAllow]).toEqual([
      'mail.example.com',
      'tributary@example.com',
      [
        { address: '10.0.0.0', prefix: 8 },
        { address: 'fd00::', prefix: 8 },
      ],
    ]);
    for (const url of ['https://user:my-password@mail.example.com', 'smtp://user:my-password@mail.example.com/path', 'smtp://u:my-password%@mail.example.com', 'my-password']) {
      const lines = linesOf({ ...from, TRIBUTARY_SMTP_URL: url });
      expect([lines.length, lines[0]?.includes('smtps://'), lines[0]?.includes('my-password')]).toEqual([1, true, false]);
    }
  });

  test('every bad variable has its line, and no line holds a secret', () => {
    const lines = linesOf({
      PORT: 'x',
      TRIBUTARY_SECRET_KEY: 'my-secret-key',
      TRIBUTARY_ADMIN_TOKEN: 'my-token',
      TRIBUTARY_PUBLIC_URL: 'https://user:my-password@t.example',
      DATABASE_URL: 'postgres://u:my-password@h',
    });
    expect(lines).toHaveLength(5);
    expect(lines.join('\n')).not.toMatch(/my-(secret|token|password)/);
  });

  test('an empty variable counts as unset, a misspelt one is a warning', () => {
    expect(readConfig({ PORT: '', TRIBUTARY_ROLE: ' ' }).port).toBe(8080);
    expect(readConfig({ TRIBUTARY_DATADIR: '/x', OTHER: 'y' }).warnings).toEqual(['"TRIBUTARY_DATADIR" is set, but no setting has that name. Check the spelling.']);
  });
});

describe('the data folder', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'tributary-config-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const configFor = (dataDir: string) => readConfig({ TRIBUTARY_DATA_DIR: dataDir });

  test('folder and key are made once, and are their owner’s alone', () => {
    const dataDir = path.join(folder, 'deep', 'data');
    prepareDataDir(dataDir);
    const [made] = loadSecretKeys(configFor(dataDir));
    expect(made).toHaveLength(32);
    expect(loadSecretKeys(configFor(dataDir))).toEqual([made]);
    expect([statSync(dataDir).mode & 0o777, statSync(path.join(dataDir, 'secret.key')).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test('a damaged key stops the start instead of being replaced', () => {
    prepareDataDir(folder);
    writeFileSync(path.join(folder, 'secret.key'), 'torn');
    expect(() => loadSecretKeys(configFor(folder))).toThrow(ConfigError);
    expect(readFileSync(path.join(folder, 'secret.key'), 'utf8')).toBe('torn');
  });

  test('a path that is a file, or where no folder can be, is refused and left as it is', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '', { mode: 0o644 });
    expect(() => prepareDataDir(file)).toThrow(/TRIBUTARY_DATA_DIR/);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(() => prepareDataDir(path.join(file, 'inside'))).toThrow(/TRIBUTARY_DATA_DIR/);
  });
});
