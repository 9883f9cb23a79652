import { describe, expect, test } from 'vitest';
import { nameKey, nameMaxLength, nameSchema } from '../../shared/text.ts';

describe('a name', () => {
  test.each([
    ['plain', 'White paper leads', 'White paper leads'],
    ['white space around', '  VIP \n', null],
    ['spaces around', '  VIP ', 'VIP'],
    ['direction and zero-width marks', 'a\u202Eb\u200Bc', 'abc'],
    ['only marks', '\u200B\u2066', null],
    ['only spaces', '   ', null],
    ['as long as it may be', 'x'.repeat(nameMaxLength), 'x'.repeat(nameMaxLength)],
    ['one too long', 'x'.repeat(nameMaxLength + 1), null],
    ['10,000 characters', 'x'.repeat(10_000), null],
    ['30 families, each one character to a person', '👩‍👩‍👧‍👦'.repeat(30), '👩‍👩‍👧‍👦'.repeat(30)],
    ['other scripts', 'नमस्ते مرحبا', 'नमस्ते مرحبا'],
    ['one letter under 500 marks', `a${'\u0301'.repeat(500)}`, null],
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['names of the language', '__proto__', '__proto__'],
    ['NUL', 'a\u0000b', null],
    ['escape codes', '\u001b[31mred', null],
    ['half a surrogate', 'a\ud800', null],
  ])('%s', (_, typed, kept) => {
    expect(nameSchema.safeParse(typed).data ?? null).toBe(kept);
  });

  test('is the same whatever its case and encoding', () => {
    expect(nameKey('VIP')).toBe(nameKey('vip'));
    expect(nameKey('caf\u00e9')).toBe(nameKey('cafe\u0301'));
    expect(nameKey('VIP')).not.toBe(nameKey('VIPs'));
  });
});
