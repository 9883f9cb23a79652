import { expect, test } from 'vitest';
import { createSignInThrottle } from '../../server/access/signInThrottle.ts';
import { ManualClock } from '../fakes/manualClock.ts';

test('waits double up to a quarter of an hour, and success forgets them', async () => {
  const throttle = createSignInThrottle(new ManualClock());
  const waits = Array.from({ length: 16 }, () => {
    throttle.failed('ada@example.com', '::1');
    return throttle.waitSeconds('ADA@example.com', '::1');
  });
  expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  throttle.succeeded('ada@example.com', '::1');
  expect(throttle.waitSeconds('ada@example.com', '::1')).toBe(0);
});

test('failing from elsewhere does not keep the owner out', () => {
  const throttle = createSignInThrottle(new ManualClock());
  for (let attempt = 0; attempt < 20; attempt += 1) throttle.failed('ada@example.com', '203.0.113.9');
  expect(throttle.waitSeconds('ada@example.com', '198.51.100.1')).toBe(0);
});

test('guessing at very many names does not fill the memory, and the newest stay slowed', () => {
  const throttle = createSignInThrottle(new ManualClock());
  for (let attempt = 0; attempt < 5; attempt += 1) throttle.failed('first@example.com', '::1');
  for (let name = 0; name < 10_000; name += 1) throttle.failed(`${name}@example.com`, '::1');
  expect(throttle.waitSeconds('first@example.com', '::1')).toBe(0);
  for (let attempt = 0; attempt < 4; attempt += 1) throttle.failed('9999@example.com', '::1');
  expect(throttle.waitSeconds('9999@example.com', '::1')).toBe(2);
});
