import { beforeEach, describe, expect, test } from 'vitest';
import { hasRoom, withDiskReserve, type FreeSpace } from '../../server/profiles/diskReserve.ts';
import type { Accepted, Ingest } from '../../server/profiles/ingest.ts';
import { ManualClock } from '../fakes/manualClock.ts';

const mib = 1024 * 1024;
const accepted: Accepted = { changed: 1, unchanged: 0, rejected: [], sequence: 7 };

describe('room for profiles', () => {
  test.each<[string, FreeSpace, boolean]>([
    ['as much as the reserve on the disk', { onDisk: 100 * mib, inFile: 0 }, true],
    ['a byte less', { onDisk: 100 * mib - 1, inFile: 0 }, false],
    ['the rest inside the file, where removed rows were', { onDisk: 25 * mib, inFile: 75 * mib }, true],
    ['much inside the file, but the disk nearly full', { onDisk: 25 * mib - 1, inFile: 900 * mib }, false],
  ])('%s: %o → %s', (_, space, room) => {
    expect(hasRoom(space, 100 * mib)).toBe(room);
  });
});

describe('ingest with a reserve', () => {
  let clock: ManualClock;
  let taken: number;
  let looks: number;
  let onDisk: number;
  let broken: boolean;
  let logged: string[];
  beforeEach(() => {
    clock = new ManualClock();
    taken = 0;
    looks = 0;
    onDisk = 200 * mib;
    broken = false;
    logged = [];
  });
  const note = (level: string) => (_: object, message: string) => void logged.push(`${level} ${message}`);
  const plain: Ingest = { accept: async () => ((taken += 1), accepted) };
  const guarded = (reserveBytes = 100 * mib): Ingest =>
    withDiskReserve(plain, {
      reserveBytes,
      async readSpace() {
        looks += 1;
        if (broken) throw new Error('no');
        return { onDisk, inFile: 0 };
      },
      clock,
      log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    });

  test('refuses before anything is stored, with a time to try again, and takes profiles again by itself', async () => {
    const ingest = guarded();
    expect(await ingest.accept([])).toBe(accepted);
    onDisk = 99 * mib;
    await clock.advance(250);
    await expect(ingest.accept([])).rejects.toMatchObject({ code: 'defect', retryAfterSeconds: 5, message: expect.stringContaining('less than 100 MiB') });
    await expect(ingest.accept([])).rejects.toMatchObject({ code: 'defect' });
    expect(taken).toBe(1);
    onDisk = 100 * mib;
    await clock.advance(250);
    expect(await ingest.accept([])).toBe(accepted);
    expect(logged).toEqual([
      expect.stringContaining('error the disk of the data folder is nearly full'),
      expect.stringContaining('info the disk of the data folder has space again'),
    ]);
  });

  test('looks four times a second at most', async () => {
    const ingest = guarded();
    for (let n = 0; n < 50; n += 1) {
      await Promise.all([ingest.accept([]), ingest.accept([])]);
      await clock.advance(20);
    }
    expect(looks).toBe(4);
  });

  test('lets a request that has begun use half of the reserve', async () => {
    onDisk = 50 * mib;
    const ingest = guarded();
    await expect(ingest.accept([])).rejects.toMatchObject({ code: 'defect' });
    expect(await ingest.accept([], { continuing: true })).toBe(accepted);
    onDisk -= 1;
    await clock.advance(250);
    await expect(ingest.accept([], { continuing: true })).rejects.toMatchObject({ code: 'defect' });
  });

  test('leaves it to the store where the space cannot be read, and to nobody where the reserve is 0', async () => {
    broken = true;
    expect(await guarded().accept([])).toBe(accepted);
    expect(logged).toEqual(['warn the free space of the data folder could not be read']);
    expect(guarded(0)).toBe(plain);
  });
});
