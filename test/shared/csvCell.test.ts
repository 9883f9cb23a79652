import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell } from '../../shared/csvCell.ts';

test.each([
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(1)', `"'@SUM(1)"`],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
  ['\n=1', `"'\n=1"`],
  ['＝1+1', `"'＝1+1"`],
  ['＋1', `"'＋1"`],
  ['－1', `"'－1"`],
  ['＠SUM(1)', `"'＠SUM(1)"`],
  ['|calc', `"'|calc"`],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ['plain', 'plain'],
  ['', ''],
  ['1+1=2', '1+1=2'],
  ['a,b', '"a,b"'],
  ['a;b', '"a;b"'],
  ['two\nlines', '"two\nlines"'],
  ['say "x"', '"say ""x"""'],
  ['Zoë 日本 🙂', 'Zoë 日本 🙂'],
])('%j is written as %j: shown, and never run', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test.each([
  [-1, '-1'],
  [1.5, '1.5'],
  [1e21, '1e+21'],
])('the number %d of ours stays a number', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test('whatever a cell holds, readers get it back, behind an apostrophe where it could be a formula, and nothing of the next cell', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'=+-@|\t\r\n＝＋－＠",;\' aé') }), { minLength: 2, maxLength: 4 }), (values) => {
      const [cells] = parse(`${values.map(csvCell).join(',')}\r\n`, { relax_column_count: true });
      expect(cells?.map((cell, at) => (cell === values[at] ? cell : cell.replace(/^'/, '')))).toEqual(values);
      for (const cell of cells ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
    }),
  );
});
