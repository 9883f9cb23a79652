import { expect, test } from 'vitest';
import { createCallAllowance } from '../../server/access/callAllowance.ts';
import { createOwnState } from '../../server/store/sharedMemory.ts';
import { ManualClock } from '../fakes/manualClock.ts';

test('a caller has as many calls as a minute has, at all servers together, which come back one after another', async () => {
  const clock = new ManualClock(0);
  const options = { store: createOwnState(), clock, name: 'tests', perMinute: 10 };
  const [one, two] = [createCallAllowance(options), createCallAllowance(options)];
  for (let call = 0; call < 10; call += 1) expect(await (call % 2 === 0 ? one : two).take('ada')).toBe(0);
  expect(await one.take('ada')).toBe(6);
  await clock.advance(4_500);
  expect(await two.take('ada')).toBe(2);
  await clock.advance(1_500);
  expect([await one.take('ada'), await two.take('ada')]).toEqual([0, 6]);
  await clock.advance(3_600_000);
  for (let call = 0; call < 10; call += 1) expect(await one.take('ada')).toBe(0);
  expect(await one.take('ada')).toBe(6);
});

test('callers and allowances do not take from each other, and thousands of callers are forgotten in the order of their calls', async () => {
  const options = { store: createOwnState(), clock: new ManualClock(0), perMinute: 1 };
  const allowance = createCallAllowance({ ...options, name: 'tests' });
  expect([await allowance.take('ada'), await allowance.take('ada'), await allowance.take('grace')]).toEqual([0, 60, 0]);
  expect(await createCallAllowance({ ...options, name: 'exports' }).take('ada')).toBe(0);
  for (let caller = 0; caller < 10_000; caller += 1) await allowance.take(`caller ${caller}`);
  expect(await allowance.take('ada')).toBe(0);
});

test('a clock that is set back takes no call away', async () => {
  const clock = new ManualClock();
  const allowance = createCallAllowance({ store: createOwnState(), clock, name: 'tests', perMinute: 1 });
  await allowance.take('ada');
  clock.wallAheadMs = -3_600_000;
  expect(await allowance.take('ada')).toBe(60);
  await clock.advance(60_000);
  expect(await allowance.take('ada')).toBe(0);
});
