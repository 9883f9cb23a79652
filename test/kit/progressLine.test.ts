import { describe, expect, it } from 'vitest';
import { progressLine } from '../../server/kit/progressLine.ts';

describe('a line of progress', () => {
  it.each([
    [0, 6_000, '[..............................] 0 %  0 of 6,000 rows  profiles'],
    [1_999, 6_000, '[#########.....................] 33 %  1,999 of 6,000 rows  profiles'],
    [6_000, 6_000, '[##############################] 100 %  6,000 of 6,000 rows  profiles'],
    [0, 0, '[##############################] 100 %  0 of 0 rows  profiles'],
  ])('tells that %i of %i are done', (done, total, line) => {
    expect(progressLine({ done, total, table: 'profiles' })).toBe(line);
  });
});
