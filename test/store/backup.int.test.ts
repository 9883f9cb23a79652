import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp } from '../../server/backup.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import { profileWrite, settlement } from '../suites/store/rows.ts';
import { everythingIn, fillStore } from './filledStore.ts';

describe('a backup of a data folder', () => {
  let folder: string;
  let dataDir: string;
  let backup: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tributary-backup-'));
    dataDir = path.join(folder, 'data');
    backup = path.join(folder, 'backups', 'one');
    mkdirSync(dataDir);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const make = (into: string | undefined = backup, more: Record<string, string> = {}) => backUp(into, { TRIBUTARY_DATA_DIR: dataDir, ...more });
  const open = (of: string) => openSqliteStore({ file: path.join(of, 'tributary.db') });

  it('holds everything, for its owner only, and delivery goes on from it', async () => {
    mkdirSync(path.join(dataDir, 'imports'));
    writeFileSync(path.join(dataDir, 'imports', 'imp'), 'id\n1\n', { mode: 0o600 });
    writeFileSync(path.join(dataDir, 'secret.key'), 'key\n', { mode: 0o600 });
    const store = await open(dataDir);
    await fillStore(store);
    const before = await everythingIn(store);
    make();
    // What comes after a backup is not in it.
    await store.appendChanges([profileWrite('later')]);
    await store.close();

    for (const name of ['tributary.db', 'secret.key', 'imports/imp']) expect([name, statSync(path.join(backup, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(readdirSync(backup).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['imports', 'secret.key', 'tributary.db']);
    expect(readFileSync(path.join(backup, 'secret.key'), 'utf8')).toBe('key\n');
    const restored = await open(backup);
    expect(await everythingIn(restored)).toEqual(before);
    const { sequence } = await restored.appendChanges([profileWrite('new')]);
    expect(sequence).toBe(Number(before['head']) + 1);
    const { epoch, position, lanes } = (await restored.takeOver('d')) ?? { epoch: 0, position: 0, lanes: [] };
    expect({ position, lanes }).toMatchObject({ position: 40, lanes: [{ 0: 20 }, { 0: 44 }] });
    expect(await restored.settle(settlement('d', epoch, { watermark: sequence, position: sequence }))).toBe('settled');
    await restored.close();
  });

  it('is of one moment while others write, and has all that was acknowledged before', async () => {
    const writer = spawn(process.execPath, [fileURLToPath(new URL('./writer.ts', import.meta.url)), path.join(dataDir, 'tributary.db')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: writer.stdout })) {
      if (line.startsWith('lane ')) acknowledged.push(line);
      if (acknowledged.length < 200) continue;
      make();
      break;
    }
    writer.kill('SIGKILL');

    const restored = await open(backup);
    expect((await restored.readProfiles(acknowledged)).length).toBe(acknowledged.length);
    const changes = await restored.readChanges(0, 1_000_000);
    expect((await restored.getSegment('all'))?.size).toBe(changes.length);
    expect(await restored.readMembers(['all'], '', 1_000_000)).toHaveLength(changes.length);
    await restored.close();
  });

  it('takes no other place, and says what is missing', async () => {
    expect(() => make()).toThrow('where no tributary.db is');
    await (await open(dataDir)).close();
    make();
    expect(() => make()).toThrow(`The folder ${JSON.stringify(backup)} is not empty.`);
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(() => make(path.join(file, 'inside'))).toThrow(`The backup to ${JSON.stringify(path.join(file, 'inside'))} could not be written, and is incomplete (ENOTDIR).`);
    expect(() => make('')).toThrow('Name the folder to back up to');
    expect(() => make(backup, { DATABASE_URL: 'postgres://u@h/d', TRIBUTARY_SECRET_KEY: Buffer.from(Array.from({ length: 32 }, (_, n) => n)).toString('base64') })).toThrow(
      'pg_dump',
    );
  });
});
