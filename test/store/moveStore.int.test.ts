import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LogProgress } from '../../server/delivery/logProgress.ts';
import { laneOf, lanesOf } from '../../server/kit/lane.ts';
import { createSecretBox } from '../../server/kit/secrets.ts';
import { startServer } from '../../server/main.ts';
import { leftFiles, moveStore } from '../../server/moveStore.ts';
import type { LeftStore } from '../../server/store/moving.ts';
import { movedTables } from '../../server/store/postgres/movedTables.ts';
import { moveIn } from '../../server/store/postgres/moveIn.ts';
import { openImportParts, openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import { openLeftStore } from '../../server/store/sqlite/leftStore.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { account, profileWrite } from '../suites/store/rows.ts';
import { everythingIn, fillStore, waitingFile } from './filledStore.ts';

const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64');
const otherKey = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 5)).toString('base64');

describe('moving the embedded store to PostgreSQL', () => {
  let server: PostgresServer;
  let folder: string;
  let file: string;
  let url: URL;
  let said: string[];
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tributary-move-'));
    file = path.join(folder, 'tributary.db');
    url = await server.createDatabase();
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const environment = (change: Record<string, string> = {}) => ({ DATABASE_URL: url.href, TRIBUTARY_DATA_DIR: folder, TRIBUTARY_SECRET_KEY: key, ...change });
  const moveWith = (change: Record<string, string> = {}) => moveStore({ environment: environment(change), output: { write: (text: string) => said.push(text) } });
  const fill = async (): Promise<Record<string, unknown>> => {
    const store = await openSqliteStore({ file });
    await fillStore(store);
    const all = await everythingIn(store);
    await store.close();
    mkdirSync(path.join(folder, 'imports'));
    writeFileSync(path.join(folder, 'imports/imp'), waitingFile);
    writeFileSync(path.join(folder, 'imports/imp.errors.csv'), reported + behindTheCheckpoint);
    return all;
  };
  const reported = 'r'.repeat(40);
  const behindTheCheckpoint = 'written again';
  const openMoved = () => openPostgresStore({ url, poolSize: 4 });
  /** As the command does, whatever the key: what the tests store as credentials was never sealed. `spoil`: what is wrong with the source. */
  const move = async (spoil: (source: LeftStore) => Partial<LeftStore> = () => ({}), beforeCommit = (): void => undefined) => {
    const source = openLeftStore(file);
    try {
      return await moveIn({ url, source: { ...source, ...spoil(source) }, files: leftFiles(folder), onProgress: () => undefined, beforeCommit });
    } finally {
      source.close();
    }
  };

  it('knows every table there is, and finds something in each of the test', async () => {
    await fill();
    const source = openLeftStore(file);
    expect([...new Set(movedTables.map(({ from }) => from.table))].toSorted()).toEqual(source.tables());
    expect(source.tables().filter((table) => source.count({ table }) === 0)).toEqual([]);
    source.close();
  });

  it('moves everything: what the stores say is the same', async () => {
    const before = await fill();
    const counts = await move();
    expect(counts.filter(({ left, arrived }) => left !== arrived)).toEqual([]);
    const store = await openMoved();
    const after = await everythingIn(store);
    expect(after).toEqual(before);
    expect(await store.verifyAudit(0, 100)).toMatchObject({ entries: 2, fault: null });
    await store.close();
  });

  it('hands out again exactly what was not settled, whoever goes on', async () => {
    await fill();
    const source = await openSqliteStore({ file });
    const everybody = lanesOf([0], 1);
    const handedOut = (progress: LogProgress, changes: readonly { sequence: number; profileId: string }[]): number[] =>
      changes.filter(({ sequence, profileId }) => progress.read({ sequence, lane: laneOf(profileId) })).map(({ sequence }) => sequence);
    const stood = await source.getCheckpoint('d');
    const changes = await source.readChanges(0, 1_000);
    const open = handedOut(new LogProgress(stood ?? { position: 0, lanes: [] }, everybody), changes);
    expect(open.length).toBeGreaterThan(10);
    expect(open.length).toBeLessThan(changes.length - 10);
    await source.close();
    await move();
    const store = await openMoved();
    const found: number[] = [];
    for (const partitions of [[0, 1, 2, 3, 4], [5], [6, 7, 8, 9, 10, 11, 12, 13, 14, 15]]) {
      const checkpoint = await store.takeOver('d', partitions);
      expect(checkpoint?.epoch).toBe((stood?.epoch ?? 0) + 1);
      found.push(...handedOut(new LogProgress(checkpoint ?? { position: 0, lanes: [] }, lanesOf(partitions, 16)), await store.readChanges(0, 1_000)));
    }
    expect(found.toSorted((a, b) => a - b)).toEqual(open);
    await store.close();
  });

  it('goes on with open runs in every partition, without those who were settled ahead', async () => {
    await fill();
    await move();
    const store = await openMoved();
    const [backfill, discard] = (await store.openRuns('d')).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(backfill?.parts.map(({ partition, cursor }) => [partition, cursor])).toEqual(Array.from({ length: 16 }, (_, partition) => [partition, 'person 3']));
    for (const { partition, ahead } of backfill?.parts ?? []) expect(ahead.map((id) => Math.floor(laneOf(id) / 4))).toEqual(ahead.map(() => partition));
    expect(backfill?.parts.flatMap(({ ahead }) => ahead).toSorted()).toEqual(['person 40', 'person 41', 'person 5']);
    expect(backfill?.parts.reduce((sum, { done }) => sum + done, 0)).toBe(21);
    expect(discard?.parts).toHaveLength(1);
    expect(await store.pauseRun('paused', false, 9)).toBe(true);
    expect((await store.openRuns('d')).map(({ id }) => id).toSorted()).toEqual(['backfill', 'discard', 'paused']);
    await store.close();
  });

  it('goes on with numbers after the highest that was given', async () => {
    const before = await fill();
    await move();
    const store = await openMoved();
    expect((await store.appendChanges([profileWrite('new')])).sequence).toBe(Number(before['head']) + 1);
    await store.putSegment({ id: 'another', name: 'Another', at: 1, expectedVersion: null });
    expect(await store.getSegment('segment of d')).toMatchObject({ size: 59 });
    await store.noteAudit({
      at: 2_000,
      actor: 'a',
      role: null,
      address: '',
      action: 'session.open',
      requestId: 'r',
      kind: 'session',
      resourceId: '',
      name: '',
      destinationId: null,
      result: 'refused',
      code: 'unauthenticated',
      beforeJson: null,
      afterJson: null,
    });
    expect(await store.verifyAudit(0, 100)).toMatchObject({ entries: 3, fault: null });
    await store.close();
  });

  it('empties entries of somebody whose erasure is under way, and of nobody else', async () => {
    await fill();
    await move();
    const store = await openMoved();
    await store.appendChanges([profileWrite('person 59')]);
    for (let isMore = true; isMore;) ({ isMore } = await store.continueErasures(20_000 * 86_400_000, 500));
    const theirs = (await store.readChanges(0, 1_000)).filter(({ profileId }) => profileId === 'person 59');
    expect(theirs.map(({ version }) => version)).toEqual([2, 1]);
    await store.close();
  });

  it('leaves an empty database where it is cut off, and a folder that still works', async () => {
    const before = await fill();
    const rowsUntilCut = (source: LeftStore): Partial<LeftStore> => ({
      rows(of) {
        if (of.table === 'deliveries') throw new Error('cut');
        return source.rows(of);
      },
    });
    await expect(move(rowsUntilCut)).rejects.toMatchObject({ cause: { message: 'cut' } });
    await move();
    const store = await openMoved();
    expect(await store.headSequence()).toBe(before['head']);
    await store.close();
  });

  it('moves nothing where a count is not the same', async () => {
    await fill();
    let isMarked = false;
    const moved = move(
      (source) => ({ count: (of) => source.count(of) + (of.table === 'profiles' ? 1 : 0) }),
      () => void (isMarked = true),
    );
    await expect(moved).rejects.toThrow('Not every row arrived (profiles), so nothing was moved.');
    expect(isMarked).toBe(false);
    const store = await openMoved();
    expect(await store.countUsers()).toBe(0);
    await store.close();
  });

  describe('files that wait to be imported, and error reports', () => {
    it('come along, as far as their import tells of them', async () => {
      await fill();
      expect((await move()).at(-1)).toEqual({ table: 'files of imports', left: 2, arrived: 2 });
      const parts = openImportParts(url);
      const pieces: Buffer[] = [];
      for (let at = 0; at < waitingFile.length; at += pieces.at(-1)?.length ?? 0) pieces.push((await parts.readPart('imp', 'file', at)) ?? Buffer.alloc(waitingFile.length));
      expect(Buffer.concat(pieces).equals(waitingFile)).toBe(true);
      expect(pieces.length).toBeGreaterThan(1);
      expect([(await parts.readPart('imp', 'report', 0))?.toString(), await parts.readPart('imp', 'report', 40)]).toEqual([reported, null]);
      await parts.close();
    });

    it.each([
      ['is missing', 'file', () => rmSync(path.join(folder, 'imports/imp'))],
      ['is too short', 'file', () => writeFileSync(path.join(folder, 'imports/imp'), waitingFile.subarray(1))],
      ['has another byte', 'file', () => writeFileSync(path.join(folder, 'imports/imp'), Buffer.from(waitingFile).fill(0, 9, 10))],
      ['is too short', 'error report', () => writeFileSync(path.join(folder, 'imports/imp.errors.csv'), 'short')],
    ])('that %s stops the move: %s', async (_, what, spoil) => {
      await fill();
      spoil();
      await expect(move()).rejects.toThrow(`The ${what} of the import "people.csv" (imp) is missing in the data folder, or was changed there, so nothing was moved.`);
      const store = await openMoved();
      expect(await store.countUsers()).toBe(0);
      await store.close();
    });
  });

  describe('by the command', () => {
    const sealedAccount = async (): Promise<void> => {
      const store = await openSqliteStore({ file });
      await store.insertAccount(account('acc', { sealed: createSecretBox([Buffer.from(key, 'base64')]).seal('{}', 'account:acc') }));
      await store.close();
    };

    it('shows how far it is and the counts of both sides, and marks the folder', async () => {
      await sealedAccount();
      await moveWith();
      expect(said.join('')).toMatch(/100 % {2}\d+ of \d+ rows {2}alert_outbox\n/);
      expect(said.join('')).toMatch(/\naccounts +1 +1\n/);
      expect(said.at(-1)).toContain('All counts agree: everything was moved.');
      const mark = path.join(folder, 'moved-to-postgresql');
      expect(existsSync(mark)).toBe(true);
      const embedded = { PORT: '0', TRIBUTARY_DATA_DIR: folder };
      await expect(startServer({ environment: embedded, logTarget: { write: () => undefined } })).rejects.toThrow(
        `What the data folder ${JSON.stringify(folder)} holds was moved to PostgreSQL (${readFileSync(mark, 'utf8').trim()}). Set DATABASE_URL to go on there; to go back to what the folder held then, remove ${JSON.stringify(mark)}.`,
      );
    });

    it('takes an empty database only, and does so once', async () => {
      await sealedAccount();
      await moveWith();
      await expect(moveWith()).rejects.toThrow('The database of DATABASE_URL holds data already (in accounts). A move takes an empty one; nothing was moved.');
    });

    it('refuses while a server runs on either side', async () => {
      const embedded = await openSqliteStore({ file });
      await expect(moveWith()).rejects.toThrow(`Another process is using the data file ${file}.`);
      await embedded.close();
      const shared = await openMoved();
      await shared.ping();
      await expect(moveWith()).rejects.toThrow('A server uses the database of DATABASE_URL. Stop it first; nothing was moved.');
      await shared.close();
      expect(existsSync(path.join(folder, 'moved-to-postgresql'))).toBe(false);
      await moveWith();
    });

    it('refuses another key than the one that credentials were sealed with, and says where that is', async () => {
      await sealedAccount();
      await expect(moveWith({ TRIBUTARY_SECRET_KEY: otherKey })).rejects.toThrow('Set it to the value that the server had until now.');
      writeFileSync(path.join(folder, 'secret.key'), `${key}\n`);
      await expect(moveWith({ TRIBUTARY_SECRET_KEY: otherKey })).rejects.toThrow(
        `TRIBUTARY_SECRET_KEY is not the key that this data folder was sealed with. Set it to what stands in ${JSON.stringify(path.join(folder, 'secret.key'))}.`,
      );
      await moveWith({ TRIBUTARY_SECRET_KEY: `${otherKey},${key}` });
    });

    it('says what is missing', async () => {
      await expect(moveWith({ DATABASE_URL: '' })).rejects.toThrow('DATABASE_URL is unset.');
      await expect(moveWith()).rejects.toThrow('where no tributary.db is');
    });
  });
});
