import { expect, test } from 'vitest';
import { createCallAllowance } from '../../server/access/callAllowance.ts';
import { ManualClock } from '../fakes/manualClock.ts';

test('a caller has as many calls as a minute has, which come back one after another', async () => {
  const clock = new ManualClock(0);
  const allowance = createCallAllowance(clock, 10);
  for (let call = 0; call < 10; call += 1) expect(allowance.take('ada')).toBe(0);
  expect(allowance.take('ada')).toBe(6);
  await clock.advance(4_500);
  expect(allowance.take('ada')).toBe(2);
  await clock.advance(1_500);
  expect([allowance.take('ada'), allowance.take('ada')]).toEqual([0, 6]);
  await clock.advance(3_600_000);
  for (let call = 0; call < 10; call += 1) expect(allowance.take('ada')).toBe(0);
  expect(allowance.take('ada')).toBe(6);
});

test('callers do not take from each other, and thousands of them are forgotten in the order of their calls', () => {
  const allowance = createCallAllowance(new ManualClock(0), 1);
  expect([allowance.take('ada'), allowance.take('ada'), allowance.take('grace')]).toEqual([0, 60, 0]);
  for (let caller = 0; caller < 10_000; caller += 1) allowance.take(`caller ${caller}`);
  expect(allowance.take('ada')).toBe(0);
});
