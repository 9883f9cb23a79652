import { expect, test } from 'vitest';
import { sumsSentence } from '../../client/destinations/sumsSentence.ts';

test('a check says that all adds up, or every sum that does not', () => {
  expect(sumsSentence({ addsUp: true, differences: [] })).toBe('all add up.');
  const differences = ['excluded: runs count 3, minutes 2.', 'activated: runs count 6, minutes 6, deliveries 5.'];
  expect(sumsSentence({ addsUp: false, differences })).toContain(differences.join(' '));
});
