import { expect, test } from 'vitest';
import { laneCount, laneOf } from '../../server/kit/lane.ts';

test('a profile keeps its lane for ever: stored checkpoints name it', () => {
  expect(['', 'p1', 'müller@example.com', '\u{1F600}'].map(laneOf)).toEqual([53, 59, 50, 10]);
});

test('profiles spread evenly over the lanes', () => {
  const sizes = Array.from({ length: laneCount }, () => 0);
  for (let number = 0; number < 64_000; number += 1) sizes[laneOf(`profile-${number}`)]! += 1;
  expect(Math.min(...sizes)).toBeGreaterThan(850);
  expect(Math.max(...sizes)).toBeLessThan(1_150);
});
