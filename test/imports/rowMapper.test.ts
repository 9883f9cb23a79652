import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { normalizedHash } from '../../server/kit/normalizedHash.ts';
import { createRowMapper, type RowRules } from '../../server/imports/rowMapper.ts';
import type { MappedColumn } from '../../shared/import.ts';

const startedAt = Date.parse('2026-11-20T10:00:00Z');
const mapping: MappedColumn[] = [
  { column: 'id', use: 'profile_id' },
  { column: 'mail', use: 'identity', namespace: 'email_lc_sha256', hash: 'sha256_normalized' },
  { column: 'points', use: 'attribute', path: 'loyalty.points', type: 'number' },
  { column: 'optIn', use: 'attribute', path: 'loyalty.optIn', type: 'boolean' },
  { column: 'extra', use: 'attribute', path: 'extra', type: 'json' },
  { column: 'status', use: 'status' },
  { column: 'unused', use: 'ignore' },
];
const columns = ['unused', 'id', 'mail', 'points', 'optIn', 'extra', 'status'];
const rules: RowRules = { format: 'csv', columns, mapping, segmentId: 'vip', startedAt, hash: normalizedHash };
const full = { id: ' crm-1 ', mail: ' Ada@Example.COM ', points: '12.5', optIn: 'Yes', extra: '["a"]', status: 'Existing', unused: 'x' };
const row = (cells: Partial<Record<string, unknown>>) => ({ line: 2, bytes: 10, cells: columns.map((column) => ({ ...full, ...cells })[column as keyof typeof full] ?? null) });
const issuesOf = (cells: Partial<Record<string, unknown>>, changed: Partial<RowRules> = {}) => {
  const mapped = createRowMapper({ ...rules, ...changed })(row(cells));
  return mapped.ok ? [] : mapped.issues.map(({ column, message }) => `${column}: ${message}`);
};

describe('a row of columns', () => {
  test('becomes an update, with the time of the import for its membership', () => {
    expect(createRowMapper(rules)(row({}))).toEqual({
      ok: true,
      update: {
        profileId: 'crm-1',
        identityMap: { email_lc_sha256: [{ id: hash('sha256', 'ada@example.com') }] },
        attributes: { loyalty: { points: 12.5, optIn: true }, extra: ['a'] },
        segmentMembership: { ups: { vip: { status: 'realized', time: { epoch: startedAt, text: '2026-11-20T10:00:00.000Z' } } } },
      },
    });
  });

  test('without values changes nothing but the membership', () => {
    const mapped = createRowMapper(rules)(row({ mail: '', points: ' ', optIn: null, extra: '' }));
    expect(mapped).toMatchObject({ ok: true, update: { profileId: 'crm-1', identityMap: {}, attributes: {} } });
  });

  test('without a segment changes no membership', () => {
    const mapped = createRowMapper({ ...rules, mapping: mapping.slice(0, 3), segmentId: null })(row({}));
    expect(mapped).toMatchObject({ ok: true, update: { profileId: 'crm-1' } });
    expect(mapped).not.toMatchObject({ update: { segmentMembership: expect.anything() } });
  });

  test.each([
    ['id', '', 'id: The profile id is needed.'],
    ['id', 'a\u0007b', 'id: A profile id cannot hold control characters or broken text.'],
    ['id', 'x'.repeat(257), 'id: A profile id can be at most 256 characters long; this one has 257.'],
    ['mail', 'ada', 'mail: This is not an e-mail address. Correct it, or leave the cell empty.'],
    ['mail', `${'a'.repeat(255)}@x.de`, 'mail: This is not an e-mail address. Correct it, or leave the cell empty.'],
    ['points', 'many', 'points: This is not a number. Write it as 1234.5, without anything else in the cell.'],
    ['points', '0x10', 'points: This is not a number. Write it as 1234.5, without anything else in the cell.'],
    ['points', '1,5', 'points: Write the number with a decimal point instead of a comma, for example 1.5.'],
    ['points', '12345678901234567890', 'points: The number has more digits than can be kept exactly. Send long numbers as text.'],
    ['points', '1e999', 'points: The number is too large. Send it as text.'],
    ['optIn', 'maybe', 'optIn: This is neither true nor false. Write true or false.'],
    ['extra', '{"a":', 'extra: This is not JSON from character 6 on.'],
    ['extra', '{"__proto__":1}', 'extra: This name is reserved and cannot be used. Choose another.'],
    ['status', 'gone', 'status: The status must be "realized", "existing" or "exited".'],
    ['status', '', 'status: The status must be "realized", "existing" or "exited".'],
  ])('%s = %j: %s', (column, value, message) => {
    expect(issuesOf({ [column]: value })).toEqual([message]);
  });

  test('tells everything that is wrong with it, and whom it is about where that can be read', () => {
    const mapped = createRowMapper(rules)(row({ points: 'x', optIn: 'x' }));
    expect(mapped).toMatchObject({ ok: false, profileId: 'crm-1', issues: [{ column: 'points' }, { column: 'optIn' }] });
    expect(createRowMapper(rules)(row({ id: ' ', points: 'x' }))).toMatchObject({ ok: false, profileId: null });
    expect(createRowMapper(rules)({ line: 3, bytes: 1, problem: 'broken' })).toEqual({
      ok: false,
      profileId: null,
      issues: [{ column: '', code: 'row_invalid', message: 'broken' }],
    });
  });

  test('a namespace of hashes takes no address in clear, and hashes in lower case', () => {
    const unhashed = { mapping: mapping.map((mapped) => (mapped.use === 'identity' ? { ...mapped, hash: 'none' as const } : mapped)) };
    expect(issuesOf({}, unhashed)).toEqual([expect.stringContaining('mail: "email_lc_sha256" holds SHA-256 hashes of 64 hexadecimal digits')]);
    expect(createRowMapper({ ...rules, ...unhashed })(row({ mail: 'AB'.repeat(32) }))).toMatchObject({
      ok: true,
      update: { identityMap: { email_lc_sha256: [{ id: 'ab'.repeat(32) }] } },
    });
  });

  test('formulas are stored as typed', () => {
    const asText = mapping.map((mapped) => (mapped.use === 'attribute' && mapped.path === 'extra' ? { ...mapped, type: 'text' as const } : mapped));
    for (const text of ['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '＝1+1', '=HYPERLINK("x")', '|calc'])
      expect(createRowMapper({ ...rules, mapping: asText })(row({ extra: text }))).toMatchObject({ ok: true, update: { attributes: { extra: text } } });
  });

  test('values of other formats keep their kinds', () => {
    const cells = { id: 1001, points: 3, optIn: false, extra: { a: [1] } };
    expect(createRowMapper({ ...rules, format: 'parquet' })(row(cells))).toMatchObject({
      ok: true,
      update: { profileId: '1001', attributes: { loyalty: { points: 3, optIn: false }, extra: { a: [1] } } },
    });
    expect(issuesOf({ id: { a: 1 } }, { format: 'parquet' })).toEqual(['id: An id is text or a number, and this is an object.']);
  });
});

describe('a line that is a profile', () => {
  const map = (value: unknown) => createRowMapper({ ...rules, format: 'ndjson', mapping: null })({ line: 1, bytes: 10, cells: [value] });
  const time = { epoch: startedAt, text: '2026-11-20T10:00:00.000Z' };

  test('joins the segment, and memberships without a time get that of the import', () => {
    expect(map({ profileId: 'p', segmentMembership: { ups: { other: { status: 'exited' } } } })).toEqual({
      ok: true,
      update: { profileId: 'p', segmentMembership: { ups: { other: { status: 'exited', time }, vip: { status: 'realized', time } } } },
    });
  });

  test('has the last word on the segment itself', () => {
    const update = { profileId: 'p', segmentMembership: { crm: { vip: { status: 'exited', lastQualificationTime: '2026-01-01T00:00:00Z' } } } };
    expect(map(update)).toMatchObject({ ok: true, update: { segmentMembership: { crm: { vip: { status: 'exited', time: { text: '2026-01-01T00:00:00Z' } } } } } });
    expect(Object.keys((map(update) as { update: { segmentMembership: object } }).update.segmentMembership)).toEqual(['crm']);
  });

  test.each([
    { profileId: 'p', consents: { news: 'ada@example.com' } },
    { profileId: 'p', segmentMembership: { ups: { vip: { status: 'ada@example.com' } } } },
    { profileId: 'p', segmentMembership: { ups: { vip: { status: 'realized', lastQualificationTime: 'ada@example.com' } } } },
    { profileId: 'p', segmentMembership: { ups: { vip: { status: 'realized', lastQualificationTime: '2199-01-01T00:00:00Z' } } } },
    { profileId: 'p', identityMap: 'ada@example.com', attributes: 'ada@example.com' },
    'ada@example.com',
  ])('is refused without a word of its values: %j', (value) => {
    const mapped = map(value);
    expect(mapped).toMatchObject({ ok: false, issues: expect.arrayContaining([expect.objectContaining({ message: expect.any(String) })]) });
    expect(JSON.stringify('issues' in mapped && mapped.issues)).not.toMatch(/ada|2199/);
  });

  test('is refused as POST /api/profiles refuses it', () => {
    expect(map({ profileId: 'p', attributes: [] })).toMatchObject({ ok: false, profileId: 'p', issues: [{ column: 'attributes', code: 'profile_invalid' }] });
    expect(map({ attributes: {} })).toMatchObject({ ok: false, profileId: null });
    expect(map([])).toMatchObject({ ok: false, profileId: null });
  });
});
