import { describe, expect, test } from 'vitest';
import { damageWarnings } from '../../server/imports/warnings.ts';

const warnings = (...texts: string[]) => damageWarnings([{ name: 'id', cells: texts.map((text, index) => ({ line: index + 2, text })) }]);

describe('damageWarnings', () => {
  test('counts long numbers that were rounded and names the first lines', () => {
    const [warning] = warnings('1.23457E+15', '7', '2,3E+11', '9E+20', '4E+19');
    expect(warning).toEqual({ column: 'id', message: expect.stringContaining('rounded long numbers: 4 values (lines 2, 4, 5 and more), for example 1.23457E+15.') });
  });

  test.each(['Mar-01', '1-Mar', '12-dec'])('%s was no date once', (text) => {
    expect(warnings('x', text)).toEqual([{ column: 'id', message: expect.stringContaining(`made dates of text: 1 value (line 3), for example ${text}.`) }]);
  });

  test('decimal commas', () => {
    expect(warnings('1,5', '1.234,50')).toEqual([{ column: 'id', message: expect.stringContaining('decimal comma stay text: 2 values (lines 2, 3), for example 1,5.') }]);
  });

  test('zeros that are gone: digits of one length, and few that are shorter', () => {
    expect(warnings('10001', '10002', '10003', '10004', '10005', '123')).toEqual([
      { column: 'id', message: expect.stringContaining('1 value (line 7), for example 123, where the others have 5 digits.') },
    ]);
    expect(warnings('1', '12', '123', '1234', '12345', '123456')).toEqual([]);
  });

  test('nothing to say of plain values', () => {
    expect(warnings('crm-1', '2024-03-01', '1.5', 'MARCH', '')).toEqual([]);
  });
});
