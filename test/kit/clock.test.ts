import { once } from 'node:events';
import { expect, test } from 'vitest';
import { systemClock } from '../../server/kit/clock.ts';

test('the time until a moment that has passed is no time, and nothing to warn of', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  await systemClock.sleep(-7);
  // Warnings come in the order they were given, on a later turn.
  const own = once(process, 'warning');
  process.emitWarning('the last one of this test');
  await own;
  process.off('warning', note);
  expect(warnings.map(({ message }) => message)).toEqual(['the last one of this test']);
});
