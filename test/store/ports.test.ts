import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveInGroups } from '../../server/store/sqlite/callGroups.ts';
import { connectSqliteStore, openSqliteStore, type SqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import { profileWrite } from '../suites/store/rows.ts';

describe('one store and several ports', () => {
  let folder: string;
  let file: string;
  let owner: SqliteStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tributary-ports-'));
    file = join(folder, 'tributary.db');
    owner = await openSqliteStore({ file });
  });
  afterEach(async () => {
    await owner.close();
    rmSync(folder, { recursive: true });
  });
  const connect = () => connectSqliteStore(owner.openLine());
  const closed = { name: 'ActivationError', code: 'defect', message: 'The store is closed.' };

  it('keeps the order of each port, and every port sees what another one’s answered write stored', async () => {
    const lines = [owner, connect(), connect()];
    const sequences = await Promise.all(
      lines.map(async (line, at) => {
        const writes = Array.from({ length: 200 }, (_, number) => line.appendChanges([profileWrite(`${at} ${number}`)]));
        return (await Promise.all(writes)).map(({ sequence }) => sequence);
      }),
    );
    for (const own of sequences) expect(own).toEqual(own.toSorted((a, b) => a - b));
    expect(sequences.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, at) => at + 1));
    for (const line of lines) expect(await line.headSequence()).toBe(600);
  });

  it('answers each port in its order: a read sees what was asked to be written before it, and nothing that was asked after', async () => {
    const [, , head, , changes] = await Promise.all([
      owner.appendChanges([profileWrite('one')]),
      owner.appendChanges([profileWrite('two')]),
      owner.headSequence(),
      owner.appendChanges([profileWrite('three')]),
      owner.readChanges(0, 10),
    ]);
    expect(head).toBe(changes[1]?.sequence);
    expect(changes.map(({ profileId }) => profileId)).toEqual(['one', 'two', 'three']);
  });

  it('a port that closes finishes what was asked over it, and closes nothing else', async () => {
    const [leaving, staying] = [connect(), connect()];
    const writes = Array.from({ length: 20 }, (_, at) => leaving.appendChanges([profileWrite(`last ${at}`)]));
    const leave = leaving.close();
    await expect(leaving.ping()).rejects.toMatchObject(closed);
    await leave;
    await leaving.close();
    expect(await Promise.all(writes)).toHaveLength(20);
    await expect(leaving.ping()).rejects.toMatchObject(closed);
    expect(await staying.headSequence()).toBe(20);
    expect(await owner.headSequence()).toBe(20);
  });

  it('the owner’s close finishes what was asked before it on every port, and refuses what is asked after', async () => {
    const guests = [connect(), connect(), connect()];
    const writes = guests.flatMap((guest, at) => Array.from({ length: 20 }, (_, number) => guest.appendChanges([profileWrite(`${at} ${number}`)])));
    const closing = owner.close();
    expect(await Promise.all(writes)).toHaveLength(60);
    await closing;
    for (const guest of guests) {
      await expect(guest.ping()).rejects.toMatchObject(closed);
      await expect(guest.close()).rejects.toMatchObject(closed);
    }
    expect(() => owner.openLine()).toThrow('The store is closed.');
    owner = await openSqliteStore({ file });
    expect(await owner.headSequence()).toBe(60);
  });

  it('a port that is open when the owner closes is told so while its calls wait', async () => {
    const guest = connect();
    await guest.ping();
    const closing = owner.close();
    // Comes too late or just in time; it must not wait for ever.
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => guest.ping()));
    await closing;
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(closed);
    await expect(guest.ping()).rejects.toMatchObject(closed);
  });

  it('catching up lets everything have its effect that was answered before', async () => {
    const guest = connect();
    let settled = 0;
    const writes = Array.from({ length: 50 }, async (_, at) => {
      await guest.appendChanges([profileWrite(`own ${at}`)]);
      settled += 1;
    });
    // No turn of the event loop in between: the answers are there, and nobody has looked at them.
    const until = performance.now() + 300;
    while (performance.now() < until);
    await guest.catchUp();
    expect(settled).toBe(50);
    await Promise.all(writes);
  });
});

describe('the thread’s calls in groups', () => {
  /** Two lines to one server that only takes notes. */
  function serve() {
    const [toOwner, toGuest] = [new MessageChannel(), new MessageChannel()];
    const groups: number[][] = [];
    let closed = false;
    serveInGroups(toOwner.port1, {
      answer: (calls) => {
        groups.push(calls.map(({ id }) => id));
        return calls.map(({ id }) => ({ id, ok: true, value: closed }));
      },
      close: () => (closed = true),
    });
    toOwner.port2.postMessage({ port: toGuest.port1 }, [toGuest.port1]);
    const call = (id: number, method = 'ping') => ({ id, method, args: [] });
    return { owner: toOwner.port2, guest: toGuest.port2, groups, call };
  }
  const next = async (port: MessagePort): Promise<unknown> => ((await once(port, 'message')) as [unknown])[0];

  it('what waits on all ports when a group begins is one group, in the order of each port', async () => {
    const { owner, guest, groups, call } = serve();
    guest.postMessage(call(1));
    owner.postMessage(call(11));
    guest.postMessage(call(2));
    owner.postMessage(call(12));
    guest.postMessage(call(3));
    await next(guest);
    const [group = [], ...more] = groups.filter(({ length }) => length > 0);
    expect(more).toEqual([]);
    expect(group.filter((id) => id < 10)).toEqual([1, 2, 3]);
    expect(group.filter((id) => id > 10)).toEqual([11, 12]);
    owner.close();
    guest.close();
  });

  it('what a guest asked before the owner closed is answered before anything closes', async () => {
    const { owner, guest, groups, call } = serve();
    guest.postMessage(call(1));
    owner.postMessage(call(11, 'close'));
    const [ofGuest, ofOwner] = await Promise.all([next(guest), next(owner)]);
    expect(ofGuest).toEqual({ id: 1, ok: true, value: false });
    expect(ofOwner).toEqual({ id: 11, ok: true, value: undefined });
    expect(groups.flat()).toEqual([1]);
    await once(guest, 'close');
  });
});
