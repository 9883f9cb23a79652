import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';

describe('the data file and other processes', () => {
  let folder: string;
  let file: string;
  const started: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tributary-store-'));
    file = join(folder, 'tributary.db');
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const startWriter = () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('./writer.ts', import.meta.url)), file], { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    return { child, lines: createInterface({ input: child.stdout }) };
  };

  it.each([1, 40, 150])('loses nothing that was acknowledged when the writing process is killed after %i, and keeps sizes exact', async (enough) => {
    const { child, lines } = startWriter();
    const acknowledged: string[] = [];
    for await (const line of lines) {
      if (line.startsWith('lane ')) acknowledged.push(line);
      if (acknowledged.length === enough) child.kill('SIGKILL');
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(enough);

    const store = await openSqliteStore({ file });
    const found = await store.readProfiles(acknowledged);
    expect(found.map(({ profileId }) => profileId).toSorted()).toEqual(acknowledged.toSorted());
    const changes = await store.readChanges(0, 1_000_000);
    expect((await store.getSegment('all'))?.size).toBe(changes.length);
    expect(await store.readMembers(['all'], '', 1_000_000)).toHaveLength(changes.length);
    await store.close();
  });

  it('refuses a second process with one clear line, and leaves the first alone', async () => {
    const store = await openSqliteStore({ file });
    // A refused attempt of the same process must not take the lock along: the system drops all locks on a file with the first handle that is closed.
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ name: 'ActivationError' });
    const { child, lines } = startWriter();
    const said: string[] = [];
    for await (const line of lines) said.push(line);
    expect(said).toEqual([`refused Another process is using the data file ${file}. Stop it first, or give this one another data folder.`]);
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(1);
    await store.ping();
    await store.close();
  });
});
