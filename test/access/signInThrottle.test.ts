import { expect, test } from 'vitest';
import { createSignInThrottle } from '../../server/access/signInThrottle.ts';
import { createOwnState } from '../../server/store/sharedMemory.ts';
import { ManualClock } from '../fakes/manualClock.ts';

const setUp = () => {
  const clock = new ManualClock();
  const store = createOwnState();
  return { clock, store, throttle: createSignInThrottle(store, clock) };
};

test('waits double up to a quarter of an hour, and success forgets them', async () => {
  const { clock, throttle } = setUp();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 16; attempt += 1) {
    expect(await throttle.attempt('ada@example.com', '::1')).toBe(0);
    const wait = attempt < 4 ? 0 : await throttle.attempt('ADA@example.com', '::1');
    waits.push(wait);
    await clock.advance(wait * 1_000);
  }
  expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  await throttle.succeeded('ada@example.com', '::1');
  for (let attempt = 0; attempt < 5; attempt += 1) expect(await throttle.attempt('ada@example.com', '::1')).toBe(0);
});

test('failing from elsewhere does not keep the owner out', async () => {
  const { throttle } = setUp();
  for (let attempt = 0; attempt < 20; attempt += 1) await throttle.attempt('ada@example.com', '203.0.113.9');
  expect(await throttle.attempt('ada@example.com', '198.51.100.1')).toBe(0);
});

test('many attempts at the same moment, at several servers, count each', async () => {
  const { clock, store, throttle } = setUp();
  const other = createSignInThrottle(store, clock);
  const waits = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? throttle : other).attempt('ada@example.com', '::1')));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

test('a clock that is set back keeps nobody out for longer than the longest wait', async () => {
  const { clock, throttle } = setUp();
  for (let attempt = 0; attempt < 5; attempt += 1) await throttle.attempt('ada@example.com', '::1');
  clock.wallAheadMs = -86_400_000;
  expect(await throttle.attempt('ada@example.com', '::1')).toBe(900);
});

test('guessing at very many names does not fill the memory, and the newest stay slowed', async () => {
  const { throttle } = setUp();
  for (let attempt = 0; attempt < 5; attempt += 1) await throttle.attempt('first@example.com', '::1');
  for (let name = 0; name < 10_000; name += 1) await throttle.attempt(`${name}@example.com`, '::1');
  expect(await throttle.attempt('first@example.com', '::1')).toBe(0);
  for (let attempt = 0; attempt < 4; attempt += 1) await throttle.attempt('9999@example.com', '::1');
  expect(await throttle.attempt('9999@example.com', '::1')).toBe(2);
});
