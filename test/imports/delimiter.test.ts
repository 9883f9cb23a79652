import { describe, expect, test } from 'vitest';
import { detectDelimiter } from '../../server/imports/delimiter.ts';

describe('detectDelimiter', () => {
  test.each([
    ['a,b,c\n1,2,3\n', ','],
    ['a;b;c\n1,5;2;3\n1;2,5;3\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['a|b\r\n1|2\r\n', '|'],
    ['"a,x";"b,y"\n"1,2";"3,4"\n', ';'],
    ['a;b\r"1\r,2";3\r', ';'],
    ['email\na@b.de\n', ','],
    ['', ','],
    // One cell holds a semicolon, all lines have commas.
    ['id,note\n1,x;y\n2,z\n3,z\n', ','],
  ])('%j → %j', (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });
});
