import { expect, test } from 'vitest';
import { csvCell } from '../../server/imports/csvCell.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(1)', "'@SUM(1)"],
  ['\t=1', '"\'\t=1"'],
  ['\r=1', '"\'\r=1"'],
  ['＝1+1', "'＝1+1"],
  ['|calc', "'|calc"],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
])('%j is written as %j: shown, and never run', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test('numbers of ours stay numbers', () => {
  expect(csvCell(-1)).toBe('-1');
});
