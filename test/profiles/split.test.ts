import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonItems, rootOf, type JsonPart } from '../../server/profiles/jsonItems.ts';
import { createLineSplitter } from '../../server/profiles/lineSplitter.ts';

/** The bytes cut into pieces at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((left, right) => left - right), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

function lines(text: string, places: readonly number[], maxBytes = 100): { size: number; text: string | null }[] {
  const splitter = createLineSplitter(maxBytes);
  return [...cut(Buffer.from(text), places).flatMap((chunk) => splitter.push(chunk)), ...splitter.end()].map(({ size, content }) => ({
    size,
    text: content === null ? null : content.toString(),
  }));
}

describe('createLineSplitter', () => {
  it('gives the same lines, without the empty ones, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '\n', '\r\n', 'ü', '😀', ' '), { maxLength: 40 }).map((parts) => parts.join('')),
        fc.array(fc.nat(), { maxLength: 8 }),
        (text, places) => {
          const expected = text
            .split('\n')
            .map((line) => line.replace(/\r$/, ''))
            .filter((line) => line !== '');
          expect(lines(text, places).map((line) => line.text)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps a line of exactly the limit, with or without CR, and tells the size of one it does not keep', () => {
    expect(lines('12345\r\n12345\n123456\n123456\r\n12345', [3, 9], 5)).toEqual([
      { size: 5, text: '12345' },
      { size: 5, text: '12345' },
      { size: 6, text: null },
      { size: 7, text: null },
      { size: 5, text: '12345' },
    ]);
  });
});

describe('jsonItems', () => {
  const parts = (text: string): JsonPart[] => [...jsonItems(Buffer.from(text))].filter((part) => part.kind !== 'pause');
  const texts = (text: string): string[] => parts(text).map((part) => (part.kind === 'item' ? Buffer.from(text).toString('utf8', part.start, part.end) : part.kind));

  it('cuts every JSON list into items that parse to its values', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat({ max: 3 }), (list, indent) => {
        expect(texts(JSON.stringify(list, null, indent)).map((item) => JSON.parse(item) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });

  it.each<[string, string[]]>([
    ['', []],
    [' \n', []],
    [' {"a": [1, 2]} ', ['{"a": [1, 2]}']],
    ['null', ['null']],
    ['[]', []],
    ['[ ]\n', []],
    ['["]", "\\"],", "\\\\"]', ['"]"', '"\\"],"', '"\\\\"']],
    ['[1 , 2]', ['1', '2']],
    ['[1,]', ['1', 'problem']],
    ['[,1]', ['problem']],
    ['[1] 2', ['1', 'problem']],
    ['[1', ['problem']],
    ['[', ['problem']],
    ['["a', ['problem']],
  ])('of %j finds %j', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('pauses within one huge item', () => {
    expect([...jsonItems(Buffer.from(`["${'x'.repeat(3 * 1024 * 1024)}"]`))].filter((part) => part.kind === 'pause').length).toBeGreaterThanOrEqual(3);
  });

  it('judges a document by its first character', () => {
    expect(['{', ' [', '5', '\n', ''].map((text) => rootOf(Buffer.from(text)))).toEqual(['object', 'list', 'other', 'nothing', 'nothing']);
  });
});
