import { describe, expect, test } from 'vitest';
import type { DestinationType } from '../../shared/destination.ts';
import { categoriesOf, searchCatalog } from '../../client/catalog/catalogSearch.ts';
import { formatBytes, formatDuration, formatPlural, formatRelative, formatShare } from '../../client/ui/format.ts';
import { matchingSuggestions } from '../../client/ui/suggestions.ts';

describe('numbers and times', () => {
  test('times are told in the largest unit that fits', () => {
    const now = Date.UTC(2026, 10, 20);
    expect(formatRelative(now - 2_000, now)).toBe('just now');
    expect(formatRelative(now + 1_000, now)).toBe('just now');
    expect(formatRelative(now + 3_000, now)).toBe('in a moment');
    expect(formatRelative(now - 120_000, now)).toBe('2 minutes ago');
    expect(formatRelative(now - 59 * 60_000, now)).toBe('59 minutes ago');
    expect(formatRelative(now - 26 * 3_600_000, now)).toBe('yesterday');
    expect(formatRelative(now - 800 * 86_400_000, now)).toBe('2 years ago');
    expect(formatRelative(now + 90_000, now)).toBe('in 1 minute');
  });

  test('sizes, shares and counts read as people write them', () => {
    expect([formatBytes(1), formatBytes(417), formatBytes(1536), formatBytes(10 * 1024 * 1024)]).toEqual(['1 byte', '417 bytes', '1.5 KiB', '10 MiB']);
    expect([formatShare(1, 8), formatShare(0, 0)]).toEqual(['12.5%', '–']);
    expect([formatPlural(1, 'segment'), formatPlural(1200, 'segment')]).toEqual(['1 segment', '1,200 segments']);
    expect([formatDuration(40), formatDuration(1_500), formatDuration(42_000), formatDuration(180_000), formatDuration(9_000_000)]).toEqual([
      '40 ms',
      '1.5 s',
      '42 s',
      '3 min',
      '2.5 h',
    ]);
    expect([999.9, 9_999, 59_999, 3_599_999, 7_199_999].map(formatDuration)).toEqual(['999 ms', '9.9 s', '59 s', '59 min', '1.9 h']);
  });
});

describe('searching', () => {
  const suggestions = [
    { value: 'eu-west-1', label: 'Europe (Ireland) (eu-west-1)' },
    { value: 'us-east-1', label: 'US East (N. Virginia) (us-east-1)' },
  ];

  test('a suggestion is found by its value and by its words, in any order', () => {
    expect(matchingSuggestions(suggestions, 'IRELAND europe').map(({ value }) => value)).toEqual(['eu-west-1']);
    expect(matchingSuggestions(suggestions, 'us-e').map(({ value }) => value)).toEqual(['us-east-1']);
    expect(matchingSuggestions(suggestions, 'mars')).toEqual([]);
  });

  test('once a value is filled in exactly, nothing is left to pick, and an empty field offers everything', () => {
    expect(matchingSuggestions(suggestions, 'eu-west-1')).toEqual([]);
    expect(matchingSuggestions(suggestions, '')).toHaveLength(2);
  });

  test('the catalog is searched by every word, within the chosen category', () => {
    const type = (name: string, category: string): DestinationType => ({
      type: name,
      label: name,
      description: 'Sends records.',
      category,
      docsUrl: null,
      accountFields: [],
      destinationFields: [],
    });
    const types = [type('Alpha', 'Streaming'), type('Beta', 'Files')];
    expect(categoriesOf(types)).toEqual(['Files', 'Streaming']);
    expect(searchCatalog(types, ' alpha RECORDS ', null).map(({ label }) => label)).toEqual(['Alpha']);
    expect(searchCatalog(types, '', 'Files').map(({ label }) => label)).toEqual(['Beta']);
    expect(searchCatalog(types, 'alpha', 'Files')).toEqual([]);
  });
});
