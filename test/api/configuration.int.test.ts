import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorCodeNames } from '../../shared/errorCodes.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import { MemoryStream, smallLimits } from '../fakes/memoryStream.ts';
import { startApi, type Harness } from './harness.ts';
import { canary } from './toyDestination.ts';

let api: Harness;
beforeEach(async () => void (api = await startApi()));
afterEach(() => api.stop());

const account = (change: object = {}) => ({ type: 'toy', name: 'Production', region: 'eu-west-1', credentials: { key: 'KEY-12345678', secret: canary }, ...change });
const paths = (reply: { json: { issues: { path: string }[] } }): string[] => reply.json.issues.map(({ path }) => path);

describe('accounts', () => {
  test('creating verifies first, answers masked and never tells the secret again', async () => {
    const created = await api.call('POST', '/api/accounts', { body: account() });
    expect([created.status, created.json.credentials]).toEqual([201, { method: 'key', accessKeyId: '••••5678', hasSessionToken: false, roleArn: null }]);
    expect(created.headers.get('etag')).toBe('"1"');
    expect(api.toy.calls).toEqual(['verifyAccount eu-west-1 KEY-12345678']);
    const stored = await api.store.getAccount(created.json.id);
    expect(JSON.stringify(stored)).not.toContain(canary);
    for (const address of ['/api/accounts', `/api/accounts/${created.json.id}`]) expect((await api.call('GET', address)).text).not.toContain(canary);
  });

  test('every problem is told at once, those of the fields and those of the type', async () => {
    const reply = await api.call('POST', '/api/accounts', { body: account({ name: ' ', region: 'nowhere', credentials: { key: 'k' }, extra: 1 }) });
    expect([reply.status, paths(reply).sort()]).toEqual([422, ['credentials.key', 'credentials.secret', 'extra', 'name', 'region']]);
    expect(paths(await api.call('POST', '/api/accounts', { body: account({ type: 'none' }) }))).toEqual(['type']);
    expect(paths(await api.call('POST', '/api/accounts', { body: {} })).sort()).toEqual(['credentials', 'name', 'region', 'type']);
    expect(api.toy.calls).toEqual([]);
  });

  test('every problem of a change is told at once, too', async () => {
    const address = `/api/accounts/${await api.createAccount()}`;
    const problems = async (body: object) => paths(await api.call('PATCH', address, { body })).sort();
    expect(await problems({ name: ' ', region: 'nowhere', credentials: { key: 'k' }, extra: 1 })).toEqual(['credentials.key', 'credentials.secret', 'extra', 'name', 'region']);
    expect(await problems({ name: ' ', region: 'nowhere' })).toEqual(['name', 'region']);
    expect((await api.call('PATCH', '/api/accounts/none', { body: { region: 'nowhere' } })).status).toBe(404);
  });

  test('what AWS cannot do at this moment is to be tried again by who asked', async () => {
    for (const code of ['destination_unavailable', 'throttled'] as const) {
      api.toy.refusal = { code, field: 'credentials.key' };
      const reply = await api.call('POST', '/api/accounts', { body: account() });
      expect([reply.status, reply.json.remedy]).toEqual([503, 'Wait a moment, then try again.']);
    }
  });

  test.each(['credentials_invalid', 'secret_invalid', 'token_expired', 'clock_skewed', 'access_denied', 'region_invalid', 'endpoint_unreachable'] as const)(
    '%s from the other side is 422 at the field, and nothing is stored',
    async (code) => {
      api.toy.refusal = { code, field: 'credentials.key' };
      const reply = await api.call('POST', '/api/accounts', { body: account() });
      expect([reply.status, reply.json.code, paths(reply)]).toEqual([422, code, ['credentials.key']]);
      expect((await api.call('GET', '/api/accounts')).json.items).toEqual([]);
    },
  );

  test('a test of an unsaved account stores nothing and is limited to ten a minute', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await api.call('POST', '/api/accounts/test', { body: account() })).json.ok).toBe(true);
    const limited = await api.call('POST', '/api/accounts/test', { body: account() });
    expect([limited.status, limited.json.code, limited.headers.get('retry-after')]).toEqual([429, 'too_many_requests', '6']);
    expect((await api.call('GET', '/api/accounts')).json.items).toEqual([]);
  });

  test('rotating verifies the new credentials and has delivery read them; renaming does neither', async () => {
    const id = await api.createAccount();
    await api.createDestination(id);
    api.toy.calls.length = api.notes.length = 0;
    const renamed = await api.call('PATCH', `/api/accounts/${id}`, { body: { name: 'Other' } });
    expect([renamed.json.name, api.toy.calls, api.notes]).toEqual(['Other', [], []]);
    await api.clock.advance(5_000);
    const rotated = await api.call('PATCH', `/api/accounts/${id}`, { body: { credentials: { key: 'KEY-87654321', secret: canary } } });
    expect([rotated.json.credentials.accessKeyId, rotated.json.rotatedAt]).toEqual(['••••4321', '2026-11-20T10:00:05.000Z']);
    expect([api.toy.calls, api.notes]).toEqual([['verifyAccount eu-west-1 KEY-87654321'], ['refresh enabled']]);
    api.toy.refusal = { code: 'secret_invalid', field: 'credentials.secret' };
    expect((await api.call('PATCH', `/api/accounts/${id}`, { body: { credentials: { key: 'KEY-00000000', secret: 'x' } } })).status).toBe(422);
    expect((await api.call('GET', `/api/accounts/${id}`)).json.credentials.accessKeyId).toBe('••••4321');
  });

  test('a new region is verified with the stored credentials, and refused while destinations use the account', async () => {
    const id = await api.createAccount();
    const moved = await api.call('PATCH', `/api/accounts/${id}`, { body: { region: 'us-east-1' } });
    expect([moved.json.region, api.toy.calls.at(-1)]).toEqual(['us-east-1', 'verifyAccount us-east-1 KEY-12345678']);
    expect(moved.json.rotatedAt).toBe('2026-11-20T10:00:00.000Z');
    expect(paths(await api.call('PATCH', `/api/accounts/${id}`, { body: { region: 'nowhere' } }))).toEqual(['region']);
    await api.createDestination(id);
    const refused = await api.call('PATCH', `/api/accounts/${id}`, { body: { region: 'eu-west-1' } });
    expect([refused.status, refused.json.code]).toEqual([409, 'account_in_use']);
  });

  test('one name, one account, whatever the case; an account in use stays', async () => {
    const id = await api.createAccount();
    const taken = await api.call('POST', '/api/accounts', { body: account({ name: 'PRODUCTION' }) });
    expect([taken.status, taken.json.code, paths(taken)]).toEqual([409, 'name_taken', ['name']]);
    const destination = await api.createDestination(id);
    expect((await api.call('DELETE', `/api/accounts/${id}`)).json.code).toBe('account_in_use');
    await api.call('DELETE', `/api/destinations/${destination}`);
    expect((await api.call('DELETE', `/api/accounts/${id}`)).status).toBe(204);
    expect((await api.call('DELETE', `/api/accounts/${id}`)).status).toBe(404);
  });
});

describe('destinations', () => {
  test('creating describes the stream and stores what it said', async () => {
    const accountId = await api.createAccount();
    const created = await api.call('POST', '/api/destinations', { body: { accountId, name: 'Audience', stream: 'events', tags: ['eu'] } });
    expect([created.status, created.json.status, created.json.stream, created.json.region, created.json.accountName]).toEqual([201, 'draft', 'events', 'eu-west-1', 'Production']);
    expect(created.json.options).toEqual({
      includeSegmentNames: false,
      includeSegmentTimestamps: false,
      mappedSegmentsOnly: true,
      envelope: 'none',
      suppressUnchanged: true,
      recordFormat: 'json',
      requiredConsents: [],
      tombstones: false,
      needsApproval: false,
      useCases: [],
    });
    expect(api.toy.calls.at(-1)).toBe('verifyStream events');
  });

  test('destinations are listed in the order and of the account that is asked for', async () => {
    const accountId = await api.createAccount();
    const names = async (query: string): Promise<string[]> => {
      const { json } = await api.call('GET', `/api/destinations?search=order&${query}`);
      return json.items.map(({ name }: { name: string }) => name);
    };
    for (const name of ['Order a', 'Order c', 'Order b']) await api.call('POST', '/api/destinations', { body: { accountId, name, stream: 'events', tags: [name] } });
    expect(await names('')).toEqual(['Order a', 'Order b', 'Order c']);
    expect(await names('sort=-name')).toEqual(['Order c', 'Order b', 'Order a']);
    expect(await names(`accountId=${accountId}&tag=${encodeURIComponent('Order b')}`)).toEqual(['Order b']);
    expect(await names('accountId=acc_other')).toEqual([]);
    const refused = await api.call('GET', '/api/destinations?sort=colour');
    expect(refused).toMatchObject({ status: 422, json: { issues: [{ path: 'sort' }] } });
  });

  test('every problem is told at once, and an account that is not there is one of them', async () => {
    const accountId = await api.createAccount();
    const reply = await api.call('POST', '/api/destinations', { body: { accountId, name: '', stream: 'a b', options: { envelope: 'zip' } } });
    expect([reply.status, paths(reply).sort()]).toEqual([422, ['name', 'options.envelope', 'stream']]);
    expect(paths(await api.call('POST', '/api/destinations', { body: { accountId: 'acc_none', name: 'A', stream: 's' } }))).toEqual(['accountId']);
  });

  test('an ARN of another AWS account is refused, even where this account has a stream of that name', async () => {
    const accountId = await api.createAccount();
    const reply = await api.call('POST', '/api/destinations', { body: { accountId, name: 'Audience', stream: 'arn:another:events' } });
    expect([reply.status, reply.json.code, paths(reply)]).toEqual([422, 'stream_not_found', ['stream']]);
    expect((await api.call('GET', '/api/destinations')).json.items).toEqual([]);
  });

  test.each(['stream_not_found', 'stream_not_active', 'stream_wrong_region', 'access_denied', 'key_access_denied'] as const)('%s is 422 and nothing is stored', async (code) => {
    const accountId = await api.createAccount();
    api.toy.refusal = { code, field: 'stream' };
    const reply = await api.call('POST', '/api/destinations', { body: { accountId, name: 'Audience', stream: 'events' } });
    expect([reply.status, reply.json.code, paths(reply)]).toEqual([422, code, ['stream']]);
    expect((await api.call('GET', '/api/destinations')).json.items).toEqual([]);
  });

  test('editing one option leaves the others as they are', async () => {
    const id = await api.createDestination(await api.createAccount());
    await api.call('PATCH', `/api/destinations/${id}`, { body: { options: { includeSegmentNames: true, mappedSegmentsOnly: false } } });
    const edited = await api.call('PATCH', `/api/destinations/${id}`, { body: { options: { envelope: 'cloudevents' } } });
    expect(edited.json.options).toEqual({
      includeSegmentNames: true,
      includeSegmentTimestamps: false,
      mappedSegmentsOnly: false,
      envelope: 'cloudevents',
      suppressUnchanged: true,
      recordFormat: 'json',
      requiredConsents: [],
      tombstones: false,
      needsApproval: false,
      useCases: [],
    });
  });

  test('a stream in an edit is looked at like a new one and sent to from then on; without one nobody is asked', async () => {
    const accountId = await api.createAccount();
    const address = `/api/destinations/${await api.createDestination(accountId)}`;
    const targetOf = async () => JSON.parse((await api.store.getDestination(address.slice(18)))?.targetJson ?? '{}');
    await api.store.setPause(address.slice(18), JSON.stringify({ code: 'stream_not_found', title: '', message: '', remedy: '', since: '', nextProbeAt: null }));
    api.toy.calls.length = api.notes.length = 0;
    await api.call('PATCH', address, { body: { name: 'Renamed', options: { envelope: 'cloudevents' }, accountId } });
    expect(api.toy.calls).toEqual([]);
    const moved = await api.call('PATCH', address, { body: { stream: 'other' }, headers: { 'if-match': '"2"' } });
    expect([moved.status, moved.json.stream, moved.json.version, api.toy.calls, api.notes]).toEqual([
      200,
      'other',
      3,
      ['verifyStream other'],
      ['refresh enabled', 'refresh enabled'],
    ]);
    expect(await targetOf()).toEqual({ name: 'other', arn: 'toy:other', createdAt: null, maxRecordBytes: 1_048_576 });
    expect((await api.store.getDestination(address.slice(18)))?.pauseJson).toBeNull();
    expect((await api.call('GET', '/api/destinations?search=OTHER')).json.items).toHaveLength(1);
    await api.store.replaceTarget(address.slice(18), JSON.stringify(await targetOf()), JSON.stringify({ ...(await targetOf()), mismatch: 'Made anew.' }));
    expect((await api.call('PATCH', address, { body: { stream: 'other' } })).status).toBe(200);
    expect(await targetOf()).not.toHaveProperty('mismatch');
  });

  test('an edit to a stream that cannot be sent to changes nothing and blames the field', async () => {
    const accountId = await api.createAccount();
    const address = `/api/destinations/${await api.createDestination(accountId)}`;
    const before = await api.store.getDestination(address.slice(18));
    api.toy.calls.length = api.notes.length = 0;
    const stale = await api.call('PATCH', address, { body: { stream: 'other' }, headers: { 'if-match': '"7"' } });
    expect([stale.status, api.toy.calls]).toEqual([412, []]);
    expect(paths(await api.call('PATCH', address, { body: { name: '', stream: 'a b' } })).sort()).toEqual(['name', 'stream']);
    expect(paths(await api.call('PATCH', address, { body: { accountId: 'acc_none' } }))).toEqual(['accountId']);
    expect(paths(await api.call('PATCH', address, { body: { stream: 'arn:another:other' } }))).toEqual(['stream']);
    for (const code of ['stream_not_found', 'stream_not_active', 'access_denied'] as const) {
      api.toy.refusal = { code, field: 'stream' };
      const refused = await api.call('PATCH', address, { body: { stream: 'other', name: 'Renamed' } });
      expect([refused.status, refused.json.code, paths(refused)]).toEqual([422, code, ['stream']]);
    }
    expect([await api.store.getDestination(address.slice(18)), api.notes]).toEqual([before, []]);
    expect((await api.call('PATCH', '/api/destinations/none', { body: { stream: 'a b' } })).status).toBe(404);
  });

  test('another account takes the stream of that account and its region; it must be of the same kind', async () => {
    const [here, there] = [await api.createAccount(), await api.createAccount('Other')];
    await api.call('PATCH', `/api/accounts/${there}`, { body: { region: 'us-east-1' } });
    const address = `/api/destinations/${await api.createDestination(here)}`;
    api.toy.calls.length = 0;
    const moved = await api.call('PATCH', address, { body: { accountId: there } });
    expect([moved.json.accountName, moved.json.region, moved.json.stream, api.toy.calls]).toEqual(['Other', 'us-east-1', 'events', ['verifyStream events']]);
    expect((await api.call('DELETE', `/api/accounts/${here}`)).status).toBe(204);
    const now = api.clock.now();
    await api.store.insertAccount({ id: 'acc_x', type: 'else', name: 'Else', region: 'r', sealed: '', factsJson: '{}', rotatedAt: now, createdAt: now });
    expect(paths(await api.call('PATCH', address, { body: { accountId: 'acc_x' } }))).toEqual(['accountId']);
  });

  test.each(['a\u0000b', '\u001b[31m', '\ud800', '', 'x'.repeat(65)])('neither a tag nor a label can be %j', async (text) => {
    const id = await api.createDestination(await api.createAccount());
    expect(paths(await api.call('PATCH', `/api/destinations/${id}`, { body: { tags: ['eu', text] } }))).toEqual(['tags.1']);
    expect(paths(await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP', labels: [text] } }))).toEqual(['labels.0']);
  });

  test('a stale version changes nothing, anywhere', async () => {
    const accountId = await api.createAccount();
    const id = await api.createDestination(accountId);
    await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
    const stale = { headers: { 'if-match': '"7"' } };
    const body = { name: 'Renamed' };
    const replies = await Promise.all([
      api.call('PATCH', `/api/destinations/${id}`, { body, ...stale }),
      api.call('PATCH', `/api/accounts/${accountId}`, { body, ...stale }),
      api.call('PUT', '/api/segments/vip', { body, ...stale }),
      api.call('PUT', `/api/destinations/${id}/activation`, { body: { segments: [{ id: 'vip' }] }, ...stale }),
      api.call('POST', `/api/destinations/${id}/disable`, stale),
      api.call('DELETE', `/api/destinations/${id}`, stale),
      api.call('DELETE', `/api/accounts/${accountId}`, stale),
      api.call('DELETE', '/api/segments/vip', stale),
      api.call('PATCH', `/api/destinations/${id}`, { body, headers: { 'if-match': 'nonsense' } }),
    ]);
    expect(replies.map(({ status, json }) => [status, json.code])).toEqual(replies.map(() => [412, 'version_stale']));
    const now = await api.call('GET', `/api/destinations/${id}`);
    expect([now.json.name, now.json.version]).toEqual(['Audience', 1]);
    expect((await api.call('PATCH', `/api/destinations/${id}`, { body, headers: { 'if-match': '"1"' } })).json.version).toBe(2);
  });

  test('deleting stops delivery first; enabling clears a pause', async () => {
    const id = await api.createDestination(await api.createAccount());
    await api.store.setPause(id, JSON.stringify({ code: 'access_denied', title: '', message: '', remedy: '', since: '', nextProbeAt: null }));
    await api.call('POST', `/api/destinations/${id}/enable`);
    expect((await api.store.getDestination(id))?.pauseJson).toBeNull();
    api.notes.length = 0;
    expect((await api.call('DELETE', `/api/destinations/${id}`)).status).toBe(204);
    expect(api.notes).toEqual(['refresh disabled', 'refresh deleted']);
    expect((await api.call('GET', `/api/destinations/${id}`)).status).toBe(404);
  });
});

describe('activations', () => {
  const setUp = async (): Promise<string> => {
    for (const segment of ['vip', 'new']) await api.call('PUT', `/api/segments/${segment}`, { body: { name: segment } });
    const profiles = ['a', 'b'].map((profileId) => ({
      profileId,
      segmentMembership: { ups: { vip: { status: 'realized' }, new: { status: profileId === 'a' ? 'realized' : 'exited' } } },
    }));
    await api.call('POST', '/api/profiles', { body: profiles });
    return `/api/destinations/${await api.createDestination(await api.createAccount())}`;
  };
  const put = (base: string, segments: object[], more: object = {}) => api.call('PUT', `${base}/activation`, { body: { segments, ...more } });

  test('enabling a destination resumes an activation that was saved as paused', async () => {
    const base = await setUp();
    const paused = await api.call('PUT', `${base}/activation`, { body: { segments: [{ id: 'vip', backfill: true }], attributes: [{ source: 'a' }], state: 'paused' } });
    expect([paused.json.state, (await api.call('GET', base)).json.status]).toEqual(['paused', 'disabled']);
    expect((await api.call('POST', `${base}/enable`, { headers: { 'if-match': '"99"' } })).status).toBe(412);
    expect((await api.call('GET', `${base}/activation`)).json.state).toBe('paused');
    expect((await api.call('POST', `${base}/enable`)).json.status).toBe('enabled');
    const resumed = (await api.call('GET', `${base}/activation`)).json;
    expect(resumed).toMatchObject({
      state: 'active',
      version: 2,
      attributes: [{ source: 'a' }],
      segments: [{ id: 'vip', backfill: true, mappedAt: paused.json.segments[0].mappedAt }],
    });
    await api.call('POST', `${base}/enable`);
    expect((await api.call('GET', `${base}/activation`)).json.version).toBe(2);
    expect((await api.call('GET', `${base}/runs`)).json.items).toHaveLength(1);
  });

  test('only segments that are new to the version before are sent to everyone in them, in one run', async () => {
    const base = await setUp();
    expect((await api.call('GET', `${base}/activation`)).json.detail).toContain('Nothing is activated');
    const first = await put(base, [{ id: 'vip', backfill: true }]);
    expect([first.status, first.json.version, typeof first.json.backfillRunId]).toEqual([200, 1, 'string']);
    const second = await put(base, [
      { id: 'vip', backfill: true },
      { id: 'new', backfill: true },
    ]);
    expect(await api.store.getRun(second.json.backfillRunId)).toMatchObject({ kind: 'backfill', state: 'running', segmentIds: ['new'], total: 1, done: 0 });
    expect((await api.call('GET', `${base}/activation`)).json.backfillRunId).toBeNull();
    expect((await put(base, [{ id: 'new' }])).json.backfillRunId).toBeNull();
    expect((await api.call('GET', `${base}/runs`)).json.items).toHaveLength(2);
    expect(api.notes.filter((note) => note === 'refresh enabled')).toHaveLength(3);
  });

  test('a segment that is taken away tells its exits where that is asked for, in a run that cannot wait', async () => {
    const base = await setUp();
    await put(base, [{ id: 'vip' }, { id: 'new' }]);
    const removed = await put(base, [{ id: 'vip' }], { removedSegments: [{ id: 'new', sendExits: true }] });
    expect(await api.store.getRun(removed.json.exitsRunId)).toMatchObject({ kind: 'exits', state: 'running', segmentIds: ['new'], total: 1 });
    const again = await put(base, [{ id: 'vip' }], { removedSegments: [{ id: 'new', sendExits: true }] });
    expect([again.json.version, again.json.exitsRunId]).toEqual([2, null]);
    expect((await api.call('POST', `/api/runs/${removed.json.exitsRunId}/pause`)).status).toBe(409);
    expect((await api.call('DELETE', '/api/segments/new')).status).toBe(409);
    expect((await api.call('POST', `/api/runs/${removed.json.exitsRunId}/cancel`)).status).toBe(200);
    expect((await api.call('DELETE', '/api/segments/new')).status).toBe(204);
    expect(paths(await put(base, [{ id: 'vip' }], { removedSegments: [{ id: 'vip', sendExits: true }] }))).toEqual(['removedSegments.0.id']);
    expect((await put(base, [{ id: 'vip' }], { removedSegments: [{ id: 'never', sendExits: true }] })).json.exitsRunId).toBeNull();
  });

  test('the same update twice is one version', async () => {
    const base = await setUp();
    const body = { attributes: [{ source: 'a.b' }], partitionKey: { kind: 'identity', namespace: 'ecid' } };
    expect((await put(base, [{ id: 'vip', backfill: true }], body)).json.version).toBe(1);
    const again = await put(base, [{ id: 'vip', backfill: true }], body);
    expect([again.json.version, again.json.backfillRunId]).toEqual([1, null]);
    expect((await put(base, [{ id: 'vip', backfill: true }], { ...body, state: 'paused' })).json.version).toBe(2);
  });

  test('two updates at once lose none and start one backfill', async () => {
    const base = await setUp();
    const replies = await Promise.all([put(base, [{ id: 'vip', backfill: true }]), put(base, [{ id: 'vip', backfill: true }, { id: 'new' }])]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect((await api.call('GET', `${base}/runs`)).json.items).toHaveLength(1);
  });

  test('segments that are not there are named by their place', async () => {
    const base = await setUp();
    const reply = await put(base, [{ id: 'vip' }, { id: 'gone' }]);
    expect([reply.status, reply.json.code, paths(reply)]).toEqual([422, 'segment_unknown', ['segments.1.id']]);
    expect(paths(await put(base, [{ id: 'vip' }, { id: 'vip' }]))).toEqual(['segments.1.id']);
  });

  test('a preview shows records of real profiles, with and without the shards', async () => {
    const base = await setUp();
    const preview = () => api.call('POST', `${base}/activation/preview`, { body: { activation: { segments: [{ id: 'vip' }] } } });
    const seen = await preview();
    expect([seen.status, seen.json.items.length, seen.json.items[0].shardId, seen.json.spread]).toEqual([200, 2, 'shard-0', [{ shardId: 'shard-0', share: 1 }]]);
    expect(JSON.parse(seen.json.items[0].data).segmentMembership.ups.vip.status).toBe('realized');
    expect(seen.json.cases.map((item: { profileId: string; case: string; reason: string }) => [item.profileId, item.case, item.reason])).toEqual(
      ['a', 'b'].flatMap((person) => [
        [person, 'entered', 'membership'],
        [person, 'updated', 'attribute'],
        [person, 'exited', 'membership'],
      ]),
    );
    const statuses = seen.json.cases.map((item: { data: string }) => JSON.parse(item.data).segmentMembership.ups.vip.status);
    expect(statuses).toEqual(['realized', 'realized', 'exited', 'realized', 'realized', 'exited']);
    const quiet = await api.call('POST', `${base}/activation/preview`, {
      body: { activation: { segments: [{ id: 'vip' }], triggers: { membership: false, attributes: false } }, profileId: 'a' },
    });
    expect(quiet.json.cases.map((item: { case: string; reason: string }) => [item.case, item.reason])).toEqual([['updated', 'identity']]);
    const demanding = { segments: [{ id: 'vip' }], attributes: [{ source: 'nothing', required: true }] };
    const found = (await api.call('POST', `${base}/activation/preview`, { body: { activation: demanding } })).json;
    expect([found.sampled, found.findings]).toEqual([
      2,
      [{ kind: 'value_missing', field: 'attributes.0.source', people: 2, profileId: 'a', message: expect.stringContaining('required'), remedy: expect.any(String) }],
    ]);
    api.toy.mayReadShards = false;
    const blind = await preview();
    expect([blind.status, blind.json.items[0].shardId, blind.json.spread]).toEqual([200, null, []]);
  });

  test('every version is kept with its author and what it changed, and can be compared and restored', async () => {
    const base = await setUp();
    const mapping = { source: 'person.name' };
    await put(base, [{ id: 'vip', backfill: true }], { attributes: [mapping] });
    await put(base, [{ id: 'new' }], {
      attributes: [{ ...mapping, transform: 'mask' }, { source: 'city' }],
      identities: { namespaces: ['crm'] },
      partitionKey: { kind: 'random' },
      triggers: { identity: false },
      state: 'paused',
    });
    await api.call('PUT', '/api/segments/new', { body: { name: 'New people' } });
    const versions = await api.call('GET', `${base}/activation/versions`);
    expect(versions.json.items).toEqual([
      {
        version: 2,
        author: 'role:admin',
        approvedBy: null,
        createdAt: expect.any(String),
        isCurrent: true,
        breaking: ['“person.name” is sent as “Masked” instead of “As it is”.', 'Records lose every identity that is not named any more.'],
        changes: [
          { part: 'segment', id: 'new', name: 'New people', isAdded: true },
          { part: 'segment', id: 'vip', name: 'vip', isAdded: false },
          { part: 'attribute', target: 'person.name', before: mapping, after: { ...mapping, transform: 'mask' } },
          { part: 'attribute', target: 'city', before: null, after: { source: 'city' } },
          { part: 'identities', before: 'all', after: ['crm'] },
          { part: 'partition_key', before: { kind: 'profile_id' }, after: { kind: 'random' } },
          { part: 'trigger', trigger: 'identity', isOn: false },
          { part: 'state', after: 'paused' },
        ],
      },
      { version: 1, author: 'role:admin', approvedBy: null, createdAt: expect.any(String), isCurrent: false, changes: [], breaking: [] },
    ]);
    const firstPage = await api.call('GET', `${base}/activation/versions?limit=1`);
    expect(firstPage.json.items).toEqual(versions.json.items.slice(0, 1));
    expect((await api.call('GET', `${base}/activation/versions?limit=1&cursor=${firstPage.json.nextCursor}`)).json).toEqual({
      items: versions.json.items.slice(1),
      nextCursor: null,
    });

    const compared = await api.call('POST', `${base}/activation/compare`, { body: { version: 1 } });
    expect(compared.json.changes).toEqual(versions.json.items[0].changes);
    const [a, b] = compared.json.samples;
    expect([a.profileId, Object.keys(JSON.parse(a.before.data).segmentMembership.ups), Object.keys(JSON.parse(a.after.data).segmentMembership.ups)]).toEqual([
      'a',
      ['vip'],
      ['new'],
    ]);
    expect(b.profileId).toBe('b');
    const draft = { segments: [{ id: 'new' }, { id: 'gone' }] };
    expect(paths(await api.call('POST', `${base}/activation/compare`, { body: { activation: draft } }))).toEqual(['activation.segments.1.id']);
    expect((await api.call('POST', `${base}/activation/compare`)).json.changes).toEqual([]);

    const schema = async (query = '') => (await api.call('GET', `${base}/activation/schema${query}`)).json;
    expect((await schema()).title).toBe('Records of version 2');
    expect((await schema()).properties).toMatchObject({
      person: { properties: { name: { anyOf: expect.anything() } } },
      identityMap: { properties: { crm: {} }, additionalProperties: false },
    });
    expect((await schema('?version=1')).properties).toMatchObject({
      person: { properties: { name: { type: expect.any(Array) } } },
      segmentMembership: { additionalProperties: { properties: { vip: { title: 'vip' } } } },
    });
    expect([(await api.call('GET', `${base}/activation/schema?version=9`)).status, (await api.call('GET', `${base}/activation/schema?version=x`)).status]).toEqual([404, 422]);

    const restore = (version: string, more: object = {}) => api.call('POST', `${base}/activation/versions/${version}/restore`, more);
    expect((await restore('1', { headers: { 'if-match': '"1"' } })).status).toBe(412);
    for (const unknown of ['3', '0', 'x', '1.5', '-1']) expect((await restore(unknown)).status).toBe(404);
    const restored = await restore('1', { headers: { 'if-match': '"2"' } });
    // What was paused stays paused, and nobody is sent again unless that is asked for.
    expect(restored.json).toMatchObject({ version: 3, state: 'paused', segments: [{ id: 'vip', backfill: false }], attributes: [mapping], backfillRunId: null });
    expect((await restore('2', { body: { backfill: true } })).json).toMatchObject({ version: 4, segments: [{ id: 'new', backfill: true }], backfillRunId: expect.any(String) });
    await api.call('DELETE', '/api/segments/vip');
    const refused = await restore('1');
    expect([refused.status, refused.json.code, refused.json.detail]).toEqual([422, 'segment_unknown', expect.stringContaining('deleted: vip')]);
  });

  test('a preview names a segment that is not there by its place, and shows the times that an activation as stored sends', async () => {
    const base = await setUp();
    const preview = (segments: object[]) => api.call('POST', `${base}/activation/preview`, { body: { activation: { segments } } });
    expect(paths(await preview([{ id: 'vip' }, { id: 'gone' }]))).toEqual(['activation.segments.1.id']);
    await api.call('PATCH', base, { body: { options: { includeSegmentTimestamps: true } } });
    const mappedAt = api.clock.now();
    await put(base, [{ id: 'vip' }]);
    await api.clock.advance(5_000);
    const updatedAt = async (segments: object[]) => JSON.parse((await preview(segments)).json.items[0].data).segmentMembership.ups.vip.mappingUpdatedAt as number;
    expect([await updatedAt([{ id: 'vip' }]), await updatedAt([{ id: 'vip' }, { id: 'new' }])]).toEqual([mappedAt, mappedAt + 5_000]);
  });

  test('a segment with a new name has delivery read it anew; the same update twice is one version', async () => {
    const base = await setUp();
    await put(base, [{ id: 'vip' }]);
    api.notes.length = 0;
    const rename = (headers: Record<string, string> = {}) => api.call('PUT', '/api/segments/vip', { body: { name: 'Renamed' }, headers });
    const first = await rename();
    expect([first.json.version, api.notes]).toEqual([2, ['refresh enabled']]);
    const second = await rename();
    expect([second.json.version, second.json.updatedAt, api.notes]).toEqual([2, first.json.updatedAt, ['refresh enabled']]);
    expect((await rename({ 'if-match': '"1"' })).status).toBe(412);
    await api.call('PUT', '/api/segments/new', { body: { name: 'Sent nowhere' } });
    expect(api.notes).toEqual(['refresh enabled']);
  });

  test('a backfill by hand covers mapped segments only, can be cancelled once and counts pending as received', async () => {
    const base = await setUp();
    await put(base, [{ id: 'vip' }]);
    const refused = await api.call('POST', `${base}/backfill`, { body: { segmentIds: ['vip', 'new'] } });
    expect([refused.status, paths(refused)]).toEqual([422, ['segmentIds.1']]);
    const run = await api.call('POST', `${base}/backfill`, { body: { segmentIds: ['vip', 'vip'] } });
    expect([run.status, run.json.progress]).toEqual([202, { done: 0, total: 2 }]);
    api.pending.set(run.json.id, 3);
    expect((await api.call('GET', `/api/runs/${run.json.id}`)).json.counts).toMatchObject({ received: 3, pending: 3 });
    const event = { destinationId: run.json.destinationId, at: '', status: 'paused', totals: run.json.counts, lag: { changes: 0, milliseconds: 0 }, capacityWait: null };
    api.events.push(event);
    expect((await api.call('GET', `/api/runs/${run.json.id}`)).json.state).toBe('paused');
    api.events.splice(0, 1, { ...event, status: 'sending' });
    expect((await api.call('GET', `/api/runs/${run.json.id}`)).json.state).toBe('running');
    api.events.splice(0, 1, { ...event, status: 'sending', capacityWait: { records: 3, shards: 1, ofShards: 4, milliseconds: 1_500 } });
    expect((await api.call('GET', `/api/runs/${run.json.id}`)).json.state).toBe('waiting_for_capacity');
    expect((await api.call('POST', `/api/runs/${run.json.id}/cancel`)).json.state).toBe('cancelled');
    expect((await api.call('POST', `/api/runs/${run.json.id}/cancel`)).status).toBe(409);
  });

  test('a forecast is of a draft or of what is stored, of its new or the named segments, and sends nothing', async () => {
    const base = await setUp();
    const stream = new MemoryStream(api.clock, { ...smallLimits, maxBytesPerRecord: 1_000 });
    api.toy.client = stream;
    const forecast = async (body: object) => {
      stream.closed = false;
      const reply = await api.call('POST', `${base}/activation/forecast`, { body });
      expect(stream.closed).toBe(reply.status === 200);
      return reply;
    };
    expect((await forecast({})).status).toBe(404);
    const draft = { segments: [{ id: 'vip', backfill: true }, { id: 'new' }] };
    expect((await forecast({ activation: draft })).json).toMatchObject({ profiles: 2, records: 2, sampled: 2, capacity: { shards: 1 }, seconds: 1, warnings: [] });
    expect((await forecast({ activation: draft, segmentIds: ['new'] })).json).toMatchObject({ profiles: 1, records: 1 });
    expect((await forecast({ activation: { ...draft, attributes: [{ source: 'a', required: true }] } })).json).toMatchObject({ profiles: 2, records: 0, bytes: 0, seconds: 0 });
    await put(base, [{ id: 'vip', backfill: true }]);
    expect((await forecast({})).json).toMatchObject({ profiles: 2 });
    // What was sent before is no part of what a changed activation would send.
    expect(
      (
        await forecast({
          activation: {
            segments: [
              { id: 'vip', backfill: true },
              { id: 'new', backfill: true },
            ],
          },
        })
      ).json,
    ).toMatchObject({ profiles: 1 });
    expect(paths(await forecast({ segmentIds: ['vip', 'new'] }))).toEqual(['segmentIds.1']);
    expect(paths(await forecast({ activation: { segments: [{ id: 'none' }] }, segmentIds: [] })).sort()).toEqual(['segmentIds']);
    expect(paths(await forecast({ activation: { segments: [{ id: 'none' }] } }))).toEqual(['activation.segments.0.id']);
    stream.readPartitions = async () => {
      throw new ActivationError('access_denied', 'No.');
    };
    expect((await forecast({})).json).toMatchObject({ profiles: 2, records: 2, capacity: null, seconds: null });
    expect(stream.calls).toBe(0);
    expect((await api.call('GET', `${base}/runs`)).json.items).toHaveLength(1);
  });

  test('a forecast tells how many records a day follow, of all segments of the activation, once changes were counted for an hour', async () => {
    const base = await setUp();
    api.toy.client = new MemoryStream(api.clock, { ...smallLimits, maxBytesPerRecord: 1_000 });
    const expected = async (activation: object) => (await api.call('POST', `${base}/activation/forecast`, { body: { activation } })).json.expected;
    const draft = { segments: [{ id: 'vip', backfill: true }, { id: 'new' }], attributes: [{ source: 'city' }] };
    expect(await expected(draft)).toBeNull();
    const hour = api.clock.now() - (api.clock.now() % 3_600_000);
    for (let minute = 0; minute < 60; minute += 1)
      await api.store.noteChanges(hour + minute * 60_000, [{ shape: { crossed: false, identities: [], attributes: ['city'] }, changes: 1 }]);
    // Everybody there is is in one of the segments.
    expect(await expected(draft)).toMatchObject({ days: 1 / 24, attribute: 1_440, identity: 0, busiestDay: null });
    expect((await expected(draft)).membership).toBeGreaterThan(0);
    expect(await expected({ ...draft, triggers: { membership: false }, attributes: [{ source: 'score' }] })).toMatchObject({ perDay: 0 });
    // Nobody has what is required, so nobody is sent.
    expect(await expected({ ...draft, attributes: [{ source: 'city', required: true }] })).toMatchObject({ perDay: 0 });
  });

  test('a segment that is sent somewhere is not deleted', async () => {
    const base = await setUp();
    await put(base, [{ id: 'vip' }]);
    expect((await api.call('DELETE', '/api/segments/vip')).status).toBe(409);
    expect((await api.call('DELETE', '/api/segments/new')).status).toBe(204);
  });
});

test('whatever goes wrong, no answer and no log line holds a secret', async () => {
  const replies = [];
  for (const code of errorCodeNames) {
    api.toy.refusal = { code, field: 'credentials.secret' };
    replies.push(await api.call('POST', '/api/accounts', { body: account() }));
  }
  api.toy.refusal = null;
  replies.push(await api.call('POST', '/api/accounts', { body: account({ credentials: { secret: canary, [canary]: 1 }, region: canary, type: canary }) }));
  replies.push(await api.call('POST', '/api/accounts', { raw: `{"credentials": "${canary}"` }));
  replies.push(await api.call('POST', '/api/session', { token: null, body: { email: `${canary}@example.com`, password: canary } }));
  replies.push(await api.call('GET', `/api/session`, { token: canary }));
  replies.push(await api.call('GET', `/api/${canary}?token=${canary}`));
  replies.push(await api.call('GET', `/api/accounts?${canary}=1`));
  const id = (await api.call('POST', '/api/accounts', { body: account() })).json.id;
  api.toy.definition.verifyAccount = async () => {
    throw Object.assign(new Error('boom'), { $response: { headers: { authorization: canary } }, request: { body: canary } });
  };
  const defect = await api.call('PATCH', `/api/accounts/${id}`, { body: { credentials: { key: 'KEY-12345678', secret: canary } } });
  expect([defect.status, defect.json.code]).toEqual([500, 'defect']);
  expect(defect.text).not.toMatch(/boom|\bat |\.ts/);
  for (const reply of [...replies, defect]) {
    // What a client put into a name of its own is told back to it, cut; secrets are values, never names.
    expect(reply.text.replaceAll(`"path":"${canary}"`, '')).not.toContain(canary);
  }
  expect(api.logLines.join('')).not.toContain(canary);
  expect(api.logLines.filter((line) => line.includes('"defect') || line.includes('a defect'))).not.toEqual([]);
});
