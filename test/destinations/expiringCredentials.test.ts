import { describe, expect, test } from 'vitest';
import { ExpiringCredentials, type SigningKey } from '../../server/destinations/amazon-kinesis/expiringCredentials.ts';
import { ManualClock } from '../fakes/manualClock.ts';

/** Lends keys 1, 2, 3 … that last so many seconds; null: they name no end. */
function lender(seconds: number | null) {
  const clock = new ManualClock();
  const calls = { count: 0, fail: false, lastMs: 100 };
  const held = new ExpiringCredentials(async (): Promise<SigningKey> => {
    calls.count += 1;
    const accessKeyId = String(calls.count);
    await clock.sleep(calls.lastMs);
    if (calls.fail) throw new Error('nothing is lent now');
    return { accessKeyId, secretAccessKey: 's', ...(seconds === null ? {} : { expiration: new Date(clock.now() + seconds * 1_000) }) };
  }, clock);
  const get = async (): Promise<string> => {
    const key = held.get();
    await clock.advance(100);
    return (await key).accessKeyId;
  };
  return { clock, calls, held, get };
}

describe('credentials that expire', () => {
  test('are fetched once for all who ask at the same time', async () => {
    const { clock, calls, held } = lender(3_600);
    const keys = [held.get(), held.get(), held.get()];
    await clock.advance(100);
    expect((await Promise.all(keys)).map(({ accessKeyId }) => accessKeyId)).toEqual(['1', '1', '1']);
    expect(calls.count).toBe(1);
  });

  test('are renewed five minutes before they end, and nobody waits for it', async () => {
    const { clock, calls, held, get } = lender(3_600);
    await get();
    await clock.advance(3_299_000);
    expect(await get()).toBe('1');
    expect(calls.count).toBe(1);
    await clock.advance(1_000);
    // Answered at once, while the renewal is under way.
    expect((await held.get()).accessKeyId).toBe('1');
    await clock.advance(100);
    expect(await get()).toBe('2');
    expect(calls.count).toBe(2);
  });

  test('are used to their end while none are lent, asking again every ten seconds; then the reason is told', async () => {
    const { clock, calls, held, get } = lender(3_600);
    await get();
    calls.fail = true;
    await clock.advance(3_300_000);
    for (let second = 0; second < 60; second += 1) {
      expect((await held.get()).accessKeyId).toBe('1');
      await clock.advance(1_000);
    }
    expect(calls.count).toBe(7);
    await clock.advance(240_000);
    const refused = held.get();
    refused.catch(() => undefined);
    await clock.advance(100);
    await expect(refused).rejects.toThrow('nothing is lent now');
    calls.fail = false;
    expect(await get()).toBe(String(calls.count));
  });

  test('are given up when nothing comes for half a minute, and asked for anew', async () => {
    const { clock, calls, held, get } = lender(3_600);
    calls.lastMs = 3_600_000;
    const stuck = [held.get(), held.get()];
    for (const waiting of stuck) waiting.catch(() => undefined);
    await clock.advance(29_999);
    calls.lastMs = 100;
    expect(calls.count).toBe(1);
    await clock.advance(1);
    for (const waiting of stuck) await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(await get()).toBe('2');
  });

  test('that name no end are looked at again after ten minutes', async () => {
    const { clock, held, get } = lender(null);
    await get();
    await clock.advance(599_000);
    expect(await get()).toBe('1');
    await clock.advance(1_000);
    await held.get();
    await clock.advance(100);
    expect(await get()).toBe('2');
  });

  test('are over once they ended and nobody asked for others', async () => {
    const { clock, held, get } = lender(3_600);
    expect(held.isOver).toBe(false);
    await get();
    expect(held.isOver).toBe(false);
    await clock.advance(3_600_000);
    expect(held.isOver).toBe(true);
    await get();
    expect(held.isOver).toBe(false);
  });

  test('that AWS refused are replaced, once for all who were refused', async () => {
    const { calls, held, get } = lender(3_600);
    await get();
    held.refuse('1');
    expect(await get()).toBe('2');
    held.refuse('1');
    expect(await get()).toBe('2');
    expect(calls.count).toBe(2);
  });
});
