import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ActivationError } from '../../server/kit/errors.ts';
import { normalizedHash } from '../../server/kit/normalizedHash.ts';
import { delivery, settlement, sums } from '../suites/store/rows.ts';
import { startApi, type Harness } from './harness.ts';

const minuteMs = 60_000;
let api: Harness;
let id: string;
let at: number;

beforeAll(async () => {
  api = await startApi();
  id = await api.createDestination(await api.createAccount());
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  await api.call('PUT', `/api/destinations/${id}/activation`, { body: { segments: [{ id: 'vip' }] } });
  at = api.clock.now();
  const epoch = (await api.store.takeOver(id))?.epoch ?? -1;
  const one = sums({ received: 1, activated: 1 });
  await api.store.settle(
    settlement(id, epoch, {
      runs: [
        { id: 'run_live', kind: 'streaming', startedAt: at, sums: one },
        { id: 'run_fill', kind: 'backfill', startedAt: at, sums: sums({ received: 1, excluded: 1 }) },
      ],
      minutes: [
        { runId: 'run_live', minute: at, sums: one },
        { runId: 'run_fill', minute: at, sums: sums({ received: 1, excluded: 1 }) },
      ],
      deliveries: [
        delivery('live', id, { runId: 'run_live', profileId: 'ada', partitionKey: 'ada@example.com', deliveredAt: at + 5 }),
        delivery('filled', id, { runId: 'run_other', profileId: 'bob', partitionKey: 'bob', reason: 'backfill', deliveredAt: at + 2 * minuteMs }),
      ],
    }),
  );
});
afterAll(() => api.stop());

describe('GET /api/destinations/:id/deliveries', () => {
  const exportIds = async (query: string) => (await api.call('GET', `/api/destinations/${id}/deliveries?${query}`)).json.items.map((item: { exportId: string }) => item.exportId);

  test('finds by person, reason, run and time, newest first', async () => {
    expect(await exportIds('')).toEqual(['filled', 'live']);
    expect(await exportIds('profileId=ada')).toEqual(['live']);
    expect(await exportIds('reason=backfill')).toEqual(['filled']);
    expect(await exportIds('runId=run_live')).toEqual(['live']);
    expect(await exportIds('runId=run_live&reason=backfill')).toEqual([]);
    expect(await exportIds(`from=${new Date(at + minuteMs).toISOString()}`)).toEqual(['filled']);
  });

  test('of a run that delivered nothing, or nothing then, there is none', async () => {
    expect(await exportIds('runId=run_fill')).toEqual([]);
    expect(await exportIds('runId=run_no')).toEqual([]);
    expect(await exportIds(`runId=run_live&from=${new Date(at + minuteMs).toISOString()}`)).toEqual([]);
  });

  test('shows a partition key that is not the profile id to nobody who may not see values of people', async () => {
    const keys = async (cookie: string) =>
      (await api.call('GET', `/api/destinations/${id}/deliveries`, { cookie })).json.items.map((item: { partitionKey: string | null }) => item.partitionKey);
    expect(await keys(await api.cookieOf('viewer'))).toEqual(['bob', null]);
    expect(await keys(await api.cookieOf('marketer'))).toEqual(['bob', 'ada@example.com']);
  });

  test('takes no reason that there is not', async () => {
    expect((await api.call('GET', `/api/destinations/${id}/deliveries?reason=because`)).json.issues[0].path).toBe('reason');
  });
});

describe('POST /api/destinations/:id/deliveries/:exportId/read-back', () => {
  const content = JSON.stringify({ person: { name: { firstName: 'Ada' } }, visits: 3, identityMap: { email: [{ id: 'ada.lovelace@example.com' }] } });
  const foundIt = (packedWith = 0) => ({ kind: 'found' as const, data: Buffer.from(content), arrivedAt: at + 7, packedWith });
  const read = (options: { cookie?: string; exportId?: string; body?: unknown } = {}) => {
    const { exportId = 'live', body = { profileId: 'ada', deliveredAt: new Date(at + 5).toISOString() }, ...more } = options;
    return api.call('POST', `/api/destinations/${id}/deliveries/${exportId}/read-back`, { body, ...more });
  };

  test('reads exactly where the record lies, and shows what the role may see', async () => {
    api.toy.found = foundIt();
    api.toy.calls.length = 0;
    expect((await read({ cookie: await api.cookieOf('admin') })).json).toEqual({
      outcome: 'found',
      message: 'The record is in the stream, at this place.',
      record: { data: content, isMasked: false, arrivedAt: new Date(at + 7).toISOString(), packedWith: 0 },
    });
    expect(api.toy.calls).toEqual(['readRecord events shard-1 49646986683135544286507457936321625675700192471156785154']);
    const { json } = await read({ cookie: await api.cookieOf('marketer') });
    expect([json.outcome, json.record.isMasked, JSON.parse(json.record.data).visits]).toEqual(['found', true, 3]);
    expect(json.record.data).not.toMatch(/Ada|lovelace/);
    expect((await read({ cookie: await api.cookieOf('viewer') })).status).toBe(403);
    expect(api.logLines.join('\n')).toContain('A delivered record was read back');
    expect(api.logLines.join('\n')).not.toContain('lovelace');
  });

  test('shows a record that is no JSON only to who may see every value', async () => {
    api.toy.found = { ...foundIt(), data: Buffer.from('ada@example.com, 3') };
    expect((await read({ cookie: await api.cookieOf('marketer') })).json.record).toMatchObject({ data: null, isMasked: true });
    expect((await read()).json.record).toMatchObject({ data: 'ada@example.com, 3', isMasked: false });
  });

  test.each([
    ['packed with others', () => foundIt(2), 'found', 'packed together with 2 other records'],
    ['past its retention', () => ({ kind: 'gone' as const, retentionHours: 24 }), 'gone', 'keeps records for 24 hours'],
    ['of another stream', () => ({ kind: 'foreign' as const }), 'foreign', 'The destination sent to another stream then'],
    ['not to be seen yet', () => ({ kind: 'unseen' as const }), 'unseen', 'Try again in a few seconds'],
    ['not allowed', () => new ActivationError('access_denied', 'AWS does not allow this user kinesis:GetRecords.'), 'denied', 'kinesis:GetRecords'],
  ])('says in words when it is %s', async (_, found, outcome, words) => {
    api.toy.found = found();
    const { status, json } = await read();
    expect([status, json.outcome, json.message]).toEqual([200, outcome, expect.stringContaining(words)]);
  });

  test('is of a delivery of this very destination, person and time', async () => {
    expect((await read({ exportId: 'no' })).status).toBe(404);
    expect((await read({ body: { profileId: 'bob', deliveredAt: new Date(at + 5).toISOString() } })).json.detail).toBe('There is no such delivery.');
    expect((await read({ body: { profileId: 'ada', deliveredAt: 'yesterday' } })).json.issues).toMatchObject([{ path: 'deliveredAt' }]);
  });

  test('is limited by caller, and says when to try again', async () => {
    api.toy.found = foundIt();
    const cookie = await api.cookieOf('marketer');
    let reply = await read({ cookie });
    for (let calls = 1; calls < 30 && reply.status === 200; calls += 1) reply = await read({ cookie });
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '3']);
    await api.clock.advance(3_000);
    expect((await read({ cookie })).status).toBe(200);
  });
});

describe('POST /api/people/find', () => {
  const find = (body: unknown, cookie?: string) => api.call('POST', '/api/people/find', { body, ...(cookie !== undefined && { cookie }) });
  const hashed = '38c1d2ad51e3a7dd86f0ac9c0b7a9dbb41b3f4a2f9b1a1a7a5ca03d9c1d1f5aa';

  beforeAll(async () => {
    const people = [
      { profileId: 'ada', identityMap: { login: [{ id: 'Ada' }], email: [{ id: 'ada@example.com' }] } },
      { profileId: 'bob', identityMap: { email_lc_sha256: [{ id: normalizedHash('Bob@Example.com') }], other: [{ id: 'Ada' }] } },
      { profileId: 'eve', identityMap: { email_lc_sha256: [{ id: hashed }] } },
    ];
    await api.call('POST', '/api/profiles', { body: people });
  });

  test('finds by the value in any namespace or one, and an address by its hash, too', async () => {
    expect((await find({ identity: ' Ada ' })).json).toEqual({
      items: [
        { profileId: 'ada', identities: [{ namespace: 'login', isHash: false }] },
        { profileId: 'bob', identities: [{ namespace: 'other', isHash: false }] },
      ],
      isMore: false,
    });
    expect((await find({ identity: 'Ada', namespace: 'other' })).json.items).toMatchObject([{ profileId: 'bob' }]);
    expect((await find({ identity: 'bob@example.com' })).json.items).toEqual([{ profileId: 'bob', identities: [{ namespace: 'email_lc_sha256', isHash: true }] }]);
    expect((await find({ identity: hashed })).json.items).toMatchObject([{ profileId: 'eve' }]);
    expect((await find({ identity: 'nobody' })).json).toEqual({ items: [], isMore: false });
  });

  test('is nothing for viewers, keeps what was looked for out of the log, and is limited', async () => {
    expect((await find({ identity: 'Ada' }, await api.cookieOf('viewer'))).status).toBe(403);
    expect(api.logLines.join('\n')).not.toContain('bob@example.com');
    const cookie = await api.cookieOf('marketer');
    const statuses = [];
    for (let calls = 0; calls < 11; calls += 1) statuses.push((await find({ identity: 'Ada' }, cookie)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
  });

  test('needs something to look for', async () => {
    expect((await find({ identity: '  ' })).json.issues).toMatchObject([{ path: 'identity' }]);
  });
});
