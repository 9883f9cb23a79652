import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SampleProfile } from '../../shared/segmentProfile.ts';
import type { Role } from '../../shared/session.ts';
import { startApi, type Harness } from './harness.ts';

const hour = 3_600_000;

let api: Harness;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const member = (profileId: string, status = 'realized') => ({ profileId, segmentMembership: { ups: { vip: { status } } } });

describe('the growth of a segment', () => {
  test('tells hours of the last days, and days of what is longer ago', async () => {
    await api.call('POST', '/api/profiles', { body: [member('a'), member('b')] });
    await api.clock.advance(2 * hour);
    await api.call('POST', '/api/profiles', { body: [member('c'), member('a', 'exited')] });
    const hours = await api.call('GET', '/api/segments/vip/growth?from=2026-11-20T00:00:00Z');
    expect(hours.json).toEqual({
      step: 'hour',
      countedFrom: '2026-11-20T10:00:00.000Z',
      points: [
        { at: '2026-11-20T10:00:00.000Z', size: 2, entered: 2, exited: 0 },
        { at: '2026-11-20T11:00:00.000Z', size: 2, entered: 0, exited: 0 },
        { at: '2026-11-20T12:00:00.000Z', size: 2, entered: 1, exited: 1 },
      ],
    });
    const days = await api.call('GET', '/api/segments/vip/growth');
    expect(days.json).toMatchObject({ step: 'day', points: [{ at: '2026-11-20T00:00:00.000Z', size: 2, entered: 3, exited: 1 }] });
  });

  test('refuses a range that is none or too long, and a segment that is none', async () => {
    const codes = async (address: string) => {
      const { status, json } = await api.call('GET', address);
      return [status, json.issues?.[0]?.path];
    };
    expect(await codes('/api/segments/vip/growth?from=2026-11-20T10:00:00Z&to=2026-11-19T10:00:00Z')).toEqual([422, 'from']);
    expect(await codes('/api/segments/vip/growth?from=2025-01-01T00:00:00Z')).toEqual([422, 'from']);
    expect(await codes('/api/segments/vip/growth?from=yesterday&to=today')).toEqual([422, 'from']);
    expect((await codes('/api/segments/none/growth'))[0]).toBe(404);
  });
});

describe('sample profiles', () => {
  const secret = ['ada@example.com', 'Ada', '+49 151 2345678', 'inner@example.com', '1980-05-17'];
  beforeAll(async () => {
    const person = {
      profileId: 'ada@example.com',
      identityMap: { mail: [{ id: 'ada@example.com' }], ecid: [{ id: 'e-1' }] },
      attributes: { person: { name: { firstName: 'Ada' }, birthDate: '1980-05-17' }, phones: ['+49 151 2345678'], contacts: [{ how: 'inner@example.com' }], city: 'Berlin' },
      segmentMembership: { ups: { sampled: { status: 'realized' } } },
    };
    const others = ['b', 'c', 'd'].map((profileId) => ({ ...person, profileId, identityMap: {}, attributes: { score: 7 } }));
    await api.call('POST', '/api/profiles', { body: [person, ...others] });
  });
  const read = async (role: Role, query = '') => (await api.call('GET', `/api/segments/sampled/profiles${query}`, { cookie: await api.cookieOf(role) })).json;
  const valuesOf = ({ identities, attributes }: SampleProfile) => Object.fromEntries([...identities, ...attributes].map(({ path, value }) => [path, value]));

  test('an admin sees every value', async () => {
    const { items, shown } = await read('admin');
    expect(shown).toBe('readable');
    expect(items[0].profileId).toBe('ada@example.com');
    expect(valuesOf(items[0])).toEqual({
      mail: 'ada@example.com',
      ecid: 'e-1',
      'person.name.firstName': 'Ada',
      'person.birthDate': '1980-05-17',
      phones: '["+49 151 2345678"]',
      contacts: '[{"how":"inner@example.com"}]',
      city: 'Berlin',
    });
  });

  test('a marketer sees personal values masked, wherever they lie, and the others', async () => {
    const reply = await read('marketer');
    expect(reply.shown).toBe('masked');
    expect(reply.items[0].profileId).toBe('***********.com');
    expect(valuesOf(reply.items[0])).toEqual({
      mail: '***********.com',
      ecid: 'e-1',
      'person.name.firstName': '***',
      'person.birthDate': '**********',
      phones: '["***********5678"]',
      contacts: '[{"how":"*************.com"}]',
      city: 'Berlin',
    });
    expect(reply.items[0].attributes.filter(({ isMasked }: { isMasked: boolean }) => isMasked).map(({ path }: { path: string }) => path)).toEqual([
      'person.name.firstName',
      'person.birthDate',
      'phones',
      'contacts',
    ]);
    for (const text of secret) expect(JSON.stringify(reply)).not.toContain(text);
  });

  test('a viewer sees which fields there are and no value at all', async () => {
    const reply = await read('viewer');
    expect(reply.shown).toBe('hidden');
    expect(Object.keys(valuesOf(reply.items[0]))).toEqual(['mail', 'ecid', 'person.name.firstName', 'person.birthDate', 'phones', 'contacts', 'city']);
    expect(reply.items.map(({ profileId }: SampleProfile) => profileId)).toEqual([null, null, null, null]);
    expect(reply.items.flatMap((item: SampleProfile) => Object.values(valuesOf(item))).filter((value: unknown) => value !== null)).toEqual([]);
    for (const text of [...secret, 'Berlin', 'e-1']) expect(JSON.stringify(reply)).not.toContain(text);
  });

  test.each(['admin', 'marketer', 'viewer'] as const)('come a few at a time, and a cursor tells a %s nobody', async (role) => {
    const first = await read(role, '?limit=1');
    expect(first.items).toHaveLength(1);
    expect(Buffer.from(first.nextCursor, 'base64url').toString()).not.toContain('ada');
    const second = await read(role, `?limit=3&cursor=${first.nextCursor}`);
    expect([second.items.length, second.nextCursor]).toEqual([3, null]);
    expect(second.items[0].attributes.map(({ path }: { path: string }) => path)).toEqual(['score']);
  });

  test('a cursor of another segment, or none of ours, is refused', async () => {
    const { nextCursor } = await read('admin', '?limit=1');
    await api.call('POST', '/api/profiles', { body: { profileId: 'ada@example.com', segmentMembership: { ups: { elsewhere: { status: 'realized' } } } } });
    for (const address of ['/api/segments/sampled/profiles?cursor=broken', `/api/segments/elsewhere/profiles?cursor=${nextCursor}`]) {
      const { status, json } = await api.call('GET', address);
      expect([status, json.issues[0].path]).toEqual([422, 'cursor']);
    }
  });

  test('at most 20 are asked for, of a segment that is there', async () => {
    expect((await api.call('GET', '/api/segments/sampled/profiles?limit=21')).json.issues[0].path).toBe('limit');
    expect((await api.call('GET', '/api/segments/none/profiles')).status).toBe(404);
  });
});
