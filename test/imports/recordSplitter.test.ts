import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecordSplitter, type CsvRecord } from '../../server/imports/recordSplitter.ts';
import { delimiters, type Delimiter } from '../../shared/import.ts';

/** Splits a text that comes in pieces of so many characters. */
function split(text: string, pieceLength: number, delimiter: Delimiter = ','): CsvRecord[] {
  const splitter = createRecordSplitter(delimiter);
  const pieces = Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, at) => text.slice(at * pieceLength, (at + 1) * pieceLength));
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

const refusal = (text: string): string => {
  try {
    return `${split(text, 64 * 1024).length} records`;
  } catch (thrown) {
    return String(thrown);
  }
};

describe('a text in any pieces', () => {
  test.each([
    [
      'a quote that is written twice',
      'a,"b""c"\n"""",x',
      [
        ['a', 'b"c'],
        ['"', 'x'],
      ],
    ],
    [
      'delimiters and line breaks in quotes',
      '"a,b","c\r\nd\re\nf"\ng,h',
      [
        ['a,b', 'c\r\nd\re\nf'],
        ['g', 'h'],
      ],
    ],
    ['empty cells', ',\n"",""\n""\n,', [['', ''], ['', ''], [''], ['', '']]],
    [
      'a cell that goes on behind its quote',
      '"a" b,"c"d"e"\n""x,1',
      [
        ['"a" b', '"c"d"e"'],
        ['""x', '1'],
      ],
    ],
    [
      'quotes in a cell without them',
      'a"b",c""\n1,2"',
      [
        ['a"b"', 'c""'],
        ['1', '2"'],
      ],
    ],
    ['line breaks of all kinds', 'a\r\nb\rc\nd\r', [['a'], ['b'], ['c'], ['d']]],
    ['nothing but empty lines', '\n\r\n\r\r\n', []],
  ])('%s', (_name, text, cells) => {
    for (let length = 1; length <= text.length; length += 1) expect(split(text, length).map((record) => record.cells)).toEqual(cells);
  });

  test('records know the line they begin in', () => {
    const text = 'a\n\n"b\r\nb\rb"\r\nc\r\r\n"d\n"\ne';
    for (let length = 1; length <= text.length; length += 1) expect(split(text, length).map(({ line }) => line)).toEqual([1, 3, 6, 8, 10]);
  });
});

const options = { relax_column_count: true, relax_quotes: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'] };

test('reads whatever is made of quotes, delimiters and line breaks as csv-parse does', () => {
  const texts = fc.array(fc.constantFrom('"', '"', ',', ';', '\n', '\r\n', '\r', 'a', ' ', 'ü'), { maxLength: 14 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 14 }), fc.constantFrom(...delimiters), (text, pieceLength, delimiter) => {
      const read = (): (readonly string[])[] => split(text, pieceLength, delimiter).map(({ cells }) => cells);
      let expected: string[][];
      try {
        expected = parse(text, { ...options, delimiter });
      } catch {
        expect(read).toThrow('never closed');
        return;
      }
      expect(read()).toEqual(expected);
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['a record of a MiB', `"${'x'.repeat(1024 * 1024 - 3)}"\n`, '1 records'],
  ['one byte more', `"${'x'.repeat(1024 * 1024 - 2)}"\n`, 'line 1 is larger than 1 MiB'],
  ['as many bytes in fewer characters', `a\n${'ü'.repeat(600_000)}\n`, 'line 2 is larger than 1 MiB'],
  ['a quote that the next one closes far behind it', `a\n"b\n${'c,d\n'.repeat(400_000)}"\n`, 'beginning in line 2 is never closed'],
])('%s', (_name, text, message) => {
  expect(refusal(text)).toContain(message);
});
