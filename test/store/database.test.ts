import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../server/store/sqlite/database.ts';
import { runGroup } from '../../server/store/sqlite/groupCommit.ts';
import { migrate, readMigrations } from '../../server/store/sqlite/migrate.ts';
import { methodKinds } from '../../server/store/methodKinds.ts';
import type { StoreCall } from '../../server/store/sqlite/protocol.ts';
import { auditOutcomes } from '../../server/store/sqlite/outcomeAudit.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import { createSynchronousStore } from '../../server/store/sqlite/synchronousStore.ts';
import { activate, allTimes, delivery, profileWrite, settlement, sums } from '../suites/store/rows.ts';

describe('the SQLite file', () => {
  let folder: string;
  let file: string;
  const opened: DatabaseSync[] = [];
  const open = (): DatabaseSync => {
    const database = openDatabase(file);
    opened.push(database);
    return database;
  };
  const pragma = (database: DatabaseSync, name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tributary-store-'));
    file = join(folder, 'tributary.db');
  });
  afterEach(() => {
    for (const database of opened.splice(0)) database.close();
    rmSync(folder, { recursive: true });
  });

  it('is written with a log, to the disk at every commit, and overwrites what is deleted', () => {
    const database = open();
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete', 'busy_timeout'].map((name) => pragma(database, name))).toEqual(['wal', 2, 1, 1, 250]);
  });

  it('is readable for its owner only, whatever its mode was', async () => {
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    const store = await openSqliteStore({ file });
    await store.appendChanges([profileWrite('private')]);
    expect(['', '-wal', '-shm', '.lock'].map((ending) => statSync(`${file}${ending}`).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
    await store.close();
  });

  it('is refused to a second store, also of the same process, and free again once the first is closed', async () => {
    const first = await openSqliteStore({ file });
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ name: 'ActivationError', message: expect.stringContaining('Another process is using the data file') });
    await first.close();
    await (await openSqliteStore({ file })).close();
  });

  it('says what is wrong when it cannot be opened', async () => {
    await expect(openSqliteStore({ file: join(folder, 'no', 'such', 'folder.db') })).rejects.toMatchObject({
      name: 'ActivationError',
      message: expect.stringContaining('cannot be opened'),
    });
    writeFileSync(file, 'This is a text of more than a hundred characters, and no database, as somebody may have put here by mistake one day.');
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ name: 'ActivationError', message: expect.stringContaining('not a database') });
  });

  it('gets its schema from empty, and the same a second time', () => {
    const migrations = readMigrations();
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
    const database = open();
    migrate(database, migrations);
    migrate(database, migrations);
    expect(pragma(database, 'user_version')).toBe(migrations.length);
    expect(pragma(database, 'integrity_check')).toBe('ok');
  });

  it('carries runs and dead letters over from the schema before, in their order and with their records', () => {
    const [first, ...others] = readMigrations();
    if (first === undefined) throw new Error('There is a first migration.');
    const database = open();
    migrate(database, [first]);
    const letter = database.prepare("INSERT INTO dead_letters VALUES (?, 'd', 'r', 'p', 'e', 'record_rejected', 'm', '[]', ?, ?, ?)");
    letter.run('later', null, 20, 'replayed');
    letter.run('earlier', '{"a":1}', 10, 'open');
    database.exec("INSERT INTO runs VALUES ('r', 'd', 'backfill', 'running', 7, NULL, 0, 1, '[]', '', '[]', 0, 0, 0, 0, 0, 0, 0, '{}', '[]')");
    migrate(database, [first, ...others]);
    const store = createSynchronousStore(database);
    const { items } = store.listDeadLetters({ destinationId: 'd', code: null, profileId: null, runId: null, state: null, from: 0, to: 100 }, { limit: 9, cursor: null });
    expect(items.map(({ id, data, state, endedAt }) => [id, data, state, endedAt])).toEqual([
      ['later', null, 'replayed', 20],
      ['earlier', '{"a":1}', 'open', null],
    ]);
    expect(store.countOpenLetters('d', { ids: null, code: null, profileId: null, runId: null, from: 0, to: 100 })).toEqual({ matched: 1, last: 2 });
    expect(store.openRuns('d')).toMatchObject([{ id: 'r', resumedAt: 7, resumedDone: 0, author: null, letters: null }]);
  });

  it('keeps the schema before when a migration fails, and takes up where it was', () => {
    const [first] = readMigrations();
    if (first === undefined) throw new Error('There is a first migration.');
    const database = open();
    const broken = { number: 2, sql: 'CREATE TABLE half (a); CREATE TABLE users (b);' };
    expect(() => migrate(database, [first, broken])).toThrow('The update of the data file to schema 2 failed');
    expect(pragma(database, 'user_version')).toBe(1);
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
    migrate(database, [first, { number: 2, sql: 'CREATE TABLE whole (a)' }]);
    expect(pragma(database, 'user_version')).toBe(2);
  });

  it('keeps the minutes of versions that did not note the run', () => {
    const database = open();
    migrate(database, readMigrations().slice(0, 2));
    database.exec(`INSERT INTO metrics_minutes VALUES ('d', 60000, 3, 1, 1, 1, 0, 2, 400, '{"10":1}', '[]')`);
    migrate(database, readMigrations());
    const store = createSynchronousStore(database);
    const before = { minute: 60_000, lagMs: 0, sums: sums({ received: 3, activated: 1, excluded: 1, failed: 1, throttled: 2, bytes: 400, latency: { '10': 1 } }) };
    expect(store.readMetrics({ destinationId: 'd' }, allTimes)).toEqual([before]);
    expect(auditOutcomes(database, 'd').minutes.kept).toEqual({ received: 3, activated: 1, excluded: 1, failed: 1 });
    const day = 86_400_000;
    expect(store.readTotals({ from: 0, to: day - 1 }, day).steps).toEqual([{ at: 0, received: 3, activated: 1, excluded: 1, failed: 1, throttled: 2, bytes: 400 }]);
  });

  it('adds the minutes of versions that did not keep hours up', () => {
    const database = open();
    migrate(database, readMigrations().slice(0, 13));
    const insert = database.prepare("INSERT INTO metrics_minutes VALUES ('d', ?, ?, 2, 1, 1, 0, 0, 3, 400, ?, ?)");
    const reasons = JSON.stringify([{ code: 'consent_missing', counter: 'excluded', count: 1 }]);
    insert.run(60_000, 'r', '{"10":1}', reasons);
    insert.run(60_000, 's', '{"12":1}', reasons);
    insert.run(3_540_000, 'r', '{"10":1}', '[]');
    insert.run(3_600_000, 'r', '{}', '[]');
    migrate(database, readMigrations());
    const first = sums({
      received: 6,
      activated: 3,
      excluded: 3,
      throttled: 9,
      bytes: 1_200,
      latency: { '10': 2, '12': 1 },
      reasons: [{ code: 'consent_missing', counter: 'excluded', count: 2 }],
    });
    expect(createSynchronousStore(database).readHours('d', { from: 0, to: 7_199_999 })).toEqual([
      { minute: 0, lagMs: 0, sums: first },
      { minute: 3_600_000, lagMs: 0, sums: sums({ received: 2, activated: 1, excluded: 1, throttled: 3, bytes: 400 }) },
    ]);
  });

  it('tells nothing of the growth of segments before it was counted', () => {
    const database = open();
    migrate(database, readMigrations().slice(0, 8));
    database.exec("INSERT INTO segments VALUES (1, 'old', 'Old', 'old', '', 'api', '[]', 40, 5, 5, 5, 1)");
    migrate(database, readMigrations());
    const growth = createSynchronousStore(database).readGrowth('old', 0);
    expect(growth).toMatchObject({ size: 40, movements: [] });
    expect(growth?.countedFrom).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'));
  });

  it('is refused when a newer version wrote it', async () => {
    const database = open();
    database.exec('PRAGMA user_version = 999');
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ message: expect.stringContaining('written by a newer version (schema 999') });
  });

  describe('a group of calls', () => {
    const append = (id: number, profileId: string, text = '{}'): StoreCall => ({ id, method: 'appendChanges', args: [[profileWrite(profileId, { documentJson: text })]] });
    const stored = (database: DatabaseSync): unknown[] =>
      database
        .prepare('SELECT profile_id FROM profiles ORDER BY 1')
        .all()
        .map((row) => row['profile_id']);
    const prepared = () => {
      const database = open();
      migrate(database, readMigrations());
      return { database, store: createSynchronousStore(database) };
    };

    it('stores nothing when its commit fails: writes are refused, and reads tell what is really there', () => {
      const { database, store } = prepared();
      const failing = new Proxy(database, {
        get(target, name) {
          if (name === 'exec') {
            return (sql: string) => {
              if (sql === 'COMMIT') throw Object.assign(new Error('disk I/O error'), { errcode: 1034 });
              target.exec(sql);
            };
          }
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      const replies = runGroup(failing, store, [append(1, 'a'), { id: 2, method: 'headSequence', args: [] }, append(3, 'b')]);
      const refused = { ok: false, failure: expect.objectContaining({ code: 'defect', retryAfterSeconds: 5, message: expect.stringContaining('disk') }) };
      expect(replies).toEqual([
        { id: 1, ...refused },
        { id: 2, ok: true, value: 0 },
        { id: 3, ...refused },
      ]);
      expect(stored(database)).toEqual([]);
      expect(runGroup(database, store, [append(4, 'c')])).toEqual([{ id: 4, ok: true, value: { sequence: 1, conflicts: [] } }]);
    });

    it('tells a full disk, stores nothing of it and works again once there is space', () => {
      const { database, store } = prepared();
      database.exec(`PRAGMA max_page_count = ${Number(pragma(database, 'page_count')) + 2}`);
      const replies = runGroup(database, store, [append(1, 'small'), append(2, 'large', 'x'.repeat(100_000))]);
      expect(replies.find(({ id }) => id === 2)).toEqual({
        id: 2,
        ok: false,
        failure: expect.objectContaining({ code: 'defect', retryAfterSeconds: 5, message: expect.stringContaining('full') }),
      });
      // Whether the small one is stored or refused: it is what its answer says.
      expect(stored(database)).toEqual(replies[0]?.ok === true ? ['small'] : []);
      database.exec('PRAGMA max_page_count = 1000000');
      expect(runGroup(database, store, [append(3, 'large', 'x'.repeat(100_000))])).toEqual([expect.objectContaining({ ok: true })]);
      expect(pragma(database, 'integrity_check')).toBe('ok');
    });

    it('stores all of a settlement or nothing when the disk is full, and all of it once there is space', async () => {
      const activating = await openSqliteStore({ file });
      await activate(activating, 'd');
      await activating.close();
      const { database, store } = prepared();
      const epoch = store.takeOver('d')?.epoch ?? -1;
      const one = sums({ received: 500, activated: 500 });
      const settle = settlement('d', epoch, {
        watermark: 500,
        position: 500,
        runs: [{ id: 'r', kind: 'streaming', startedAt: 1, sums: one }],
        minutes: [{ runId: 'r', minute: 0, sums: one }],
        deliveries: Array.from({ length: 500 }, (_, n) => delivery(`e${n}`, 'd')),
      });
      const call: StoreCall = { id: 1, method: 'settle', args: [settle] };
      const rowsOf = () => [store.getCheckpoint('d')?.watermark, store.getRun('r')?.sums.activated ?? 0, auditOutcomes(database, 'd').rows.kept.activated];
      for (const pages of [0, 1, 3, 8, 20]) {
        database.exec(`PRAGMA max_page_count = ${Number(pragma(database, 'page_count')) + pages}`);
        expect(runGroup(database, store, [call])).toEqual([
          { id: 1, ok: false, failure: expect.objectContaining({ retryAfterSeconds: 5, message: expect.stringContaining('full') }) },
        ]);
        expect(rowsOf()).toEqual([0, 0, 0]);
      }
      database.exec('PRAGMA max_page_count = 1000000');
      expect(runGroup(database, store, [call])).toEqual([{ id: 1, ok: true, value: 'settled' }]);
      expect(rowsOf()).toEqual([500, 500, 500]);
    });

    it('counts outcomes of one moment, whatever is stored between two of its questions', async () => {
      const activating = await openSqliteStore({ file });
      await activate(activating, 'd');
      await activating.close();
      const { database, store } = prepared();
      const epoch = store.takeOver('d')?.epoch ?? -1;
      let written = 0;
      const storeOne = (): void => {
        written += 1;
        const one = sums({ received: 1, activated: 1 });
        const outcome = { runs: [{ id: 'r', kind: 'streaming' as const, startedAt: 1, sums: one }], minutes: [{ runId: 'r', minute: 0, sums: one }] };
        expect(
          runGroup(database, store, [{ id: written, method: 'settle', args: [settlement('d', epoch, { ...outcome, deliveries: [delivery(`e${written}`, 'd')] })] }]),
        ).toMatchObject([{ ok: true }]);
      };
      storeOne();
      const reader = open();
      const interrupted = new Proxy(reader, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (name !== 'prepare') return typeof value === 'function' ? value.bind(target) : value;
          return (sql: string) => {
            const statement = target.prepare(sql);
            return {
              get: (...args: string[]) => [statement.get(...args), storeOne()][0],
              all: (...args: string[]) => [statement.all(...args), storeOne()][0],
            };
          };
        },
      });
      const { runs, minutes, rows } = auditOutcomes(interrupted, 'd');
      expect([runs.kept.activated, minutes.kept.activated, rows.kept.activated]).toEqual([1, 1, 1]);
      expect(auditOutcomes(reader, 'd').rows.kept.activated).toBe(written);
      expect(written).toBe(6);
    });

    it('is refused with a time to try again while another program writes', () => {
      const { database, store } = prepared();
      const other = open();
      other.exec('BEGIN IMMEDIATE');
      expect(runGroup(database, store, [append(1, 'a'), { id: 2, method: 'headSequence', args: [] }])).toEqual([
        { id: 1, ok: false, failure: expect.objectContaining({ code: 'defect', retryAfterSeconds: 5, message: expect.stringContaining('Another program') }) },
        { id: 2, ok: true, value: 0 },
      ]);
      other.exec('ROLLBACK');
      expect(runGroup(database, store, [append(2, 'a')])).toEqual([expect.objectContaining({ ok: true })]);
    });

    it('writes by no method that counts as reading', () => {
      const { database, store } = prepared();
      database.exec('PRAGMA query_only = ON');
      const reads = Object.entries(methodKinds).filter(([, kind]) => kind === 'read');
      const text = 'x';
      const page = { limit: 1, cursor: null };
      const filter = { destinationId: text, profileId: null, code: null, runId: null, state: null, status: null, tag: null, search: '', from: 0, to: 1 };
      const args: Record<string, readonly unknown[]> = {
        readProfiles: [[text]],
        readChanges: [0, 1],
        readLaneChanges: [[1], 0, 1, 1],
        readMembers: [[text], '', 1],
        lastDeliveries: [text, [text], 0],
        readDue: [text, 0, 1],
        countMembers: [[text, 'y']],
        readGrowth: [text, 0],
        readChangeHistory: [[text], 0],
        unknownSegments: [[text]],
        listSegments: [page, '', '-modified'],
        listAccounts: [page, ''],
        listDestinations: [page, filter],
        listPolicies: [page, ''],
        listGoverned: ['', 1],
        listRuns: [{ ...filter, kind: null, end: null, overFrom: 0, busy: [] }, page],
        endedAlerts: [1],
        dueNotices: [1],
        listAlerts: [page, text],
        readAlertFigures: [text, 0, 0],
        listActivationVersions: [text, page],
        getActivationVersion: [text, 1],
        listDeliveries: [filter, page],
        findDelivery: [{ destinationId: text, exportId: text, profileId: text, deliveredAt: 1 }],
        listDeadLetters: [filter, page],
        countOpenLetters: [text, { ...filter, ids: null, runId: null }],
        readOpenLetters: [text, { ...filter, ids: null, runId: null, last: 1 }, 0, 1],
        listImports: [page],
        listAudit: [{ ...filter, actor: null, action: null, result: null, resource: null, destinationId: null }, page],
        listChangesOf: [text, text, page],
        verifyAudit: [0, 1],
        unneededFiles: [1],
        oldImports: [1],
        readMissingMembers: [text, text, '', 1],
        readTotals: [filter, 3_600_000],
        readMetrics: [{ destinationId: text }, filter],
        readHours: [text, filter],
      };
      const replies = reads.map(([method], id) => runGroup(database, store, [{ id, method: method as StoreCall['method'], args: args[method] ?? [text] }])[0]);
      expect(replies.filter((reply) => reply?.ok !== true)).toEqual([]);
    });
  });
});
