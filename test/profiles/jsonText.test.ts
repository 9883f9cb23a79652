import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nestsDeeper, parseJson } from '../../server/profiles/jsonText.ts';

describe('parseJson', () => {
  it.each([
    ['', 0, 'there is nothing'],
    ['{"a":', 5, 'it ends too early'],
    ['[1,]', 3, '"]" does not fit'],
    ['{"a":1,}', 7, '"}" does not fit'],
    ['{"a":NaN}', 5, '"N" does not fit'],
    ["{'a':1}", 1, `"'" does not fit`],
    ['{"a":1 // no\n}', 7, '"/" does not fit'],
    ['{"a":1}{"b":2}', 7, 'there is more after the end, beginning with "{",'],
    ['{"a" 1}', 5, '"1" does not fit'],
    ['{"a":"b\nc"}', 7, '"\\n" cannot stand in a text'],
    ['{"a":"\\x"}', 6, '"\\\\" cannot stand in a text'],
    ['"abc', 4, 'a text has no closing quote'],
    ['[1}', 2, '"}" does not fit'],
    ['01', 1, 'there is more after the end, beginning with "1",'],
    ['😀', 0, '"😀" does not fit'],
  ])('finds where %j goes wrong', (text, offset, message) => {
    expect(parseJson(text)).toEqual({ ok: false, problem: { offset, message } });
  });

  it('finds a place in every text that is not JSON, and only there', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '}', ']', ',', '"', 'x', '\\'))
      .map(([json, at, insert]) => json.slice(0, at % (json.length + 1)) + insert + json.slice((at % (json.length + 1)) + 1));
    fc.assert(
      fc.property(broken, (text) => {
        const parsed = parseJson(text);
        if (parsed.ok) return;
        expect(parsed.problem.offset).toBeLessThanOrEqual(text.length);
        // Everything before the place can be the beginning of JSON: what follows it is what does not fit.
        const before = parseJson(text.slice(0, parsed.problem.offset));
        if (!before.ok) expect(before.problem.offset).toBe(parsed.problem.offset);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds the place at the end of large texts of any kind', () => {
    for (const body of ['\\n'.repeat(500_000), 'x'.repeat(1_000_000), 'ü'.repeat(500_000)]) {
      expect(parseJson(`{"a":"${body}"]`)).toEqual({ ok: false, problem: { offset: body.length + 7, message: '"]" does not fit' } });
    }
  });
});

describe('nestsDeeper', () => {
  it('counts brackets outside texts only', () => {
    expect(nestsDeeper('[[[]]]', 3)).toBe(false);
    expect(nestsDeeper('[[[[]]]]', 3)).toBe(true);
    expect(nestsDeeper('["[[[[[", "\\"[[[[[", "\\\\"]', 3)).toBe(false);
    expect(nestsDeeper('["\\\\", [[[', 3)).toBe(true);
    expect(nestsDeeper('[1,{"a":[]},{"b":[]},[[]]]', 3)).toBe(false);
  });
});
