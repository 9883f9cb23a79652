import { describe, expect, test } from 'vitest';
import { rowsText, stateText } from '../../client/imports/importWords.ts';
import { namespaceLabel } from '../../client/segments/namespaceLabel.ts';
import type { Import } from '../../shared/import.ts';

const none = { rows: 0, changed: 0, unchanged: 0, rejected: 0, exited: 0 };
const row = (state: Import['state'], counts: Partial<Import['counts']> = {}) => ({ state, counts: { ...none, ...counts } });

describe('an import', () => {
  test('that was stopped before its rows were counted has no number of rows, not zero', () => {
    expect(rowsText(row('cancelled'))).toBe('Not counted');
    expect(rowsText(row('cancelled', { rows: 1_200 }))).toBe('1,200');
    expect(rowsText(row('completed'))).toBe('0');
  });

  test('that was cancelled says whether anything was applied', () => {
    expect(stateText(row('cancelled'))).toBe('Nothing was applied.');
    expect(stateText(row('cancelled', { rows: 5, unchanged: 1 }))).toBe('What was applied so far stays.');
  });
});

test('a kind of identity has a name people know, or its own', () => {
  expect(['email_lc_sha256', 'ECID', 'loyalty_card'].map(namespaceLabel)).toEqual(['Hashed e-mail', 'ECID', 'loyalty_card']);
});
