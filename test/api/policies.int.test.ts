import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startApi, type Harness, type Reply } from './harness.ts';

let api: Harness;
let destinationId: string;

const policy = { name: 'No location in ads', useCases: ['advertising'], labels: ['precise location'] };
const geo = { segments: [{ id: 'vip' }], attributes: [{ source: 'person.name' }, { source: 'person.geo' }], identities: { namespaces: [] } };
const harmless = { ...geo, attributes: [{ source: 'person.name' }] };

const put = (body: object): Promise<Reply> => api.call('PUT', `/api/destinations/${destinationId}/activation`, { body });
const edit = (body: object): Promise<Reply> => api.call('PATCH', `/api/destinations/${destinationId}`, { body });
const label = (body: object, headers = {}): Promise<Reply> => api.call('PUT', '/api/field-labels', { body, headers });
const labelGeo = (...labels: string[]): Promise<Reply> => label({ kind: 'attribute', path: 'person.geo', labels });
const make = async (body: object = policy): Promise<string> => (await api.call('POST', '/api/policies', { body })).json.id;
/** What delivery was told to read anew since the last look. */
const refreshed = (): string[] => api.notes.splice(0);

beforeEach(async () => {
  api = await startApi();
  destinationId = await api.createDestination(await api.createAccount());
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  await api.call('PUT', '/api/segments/far', { body: { name: 'Far' } });
  await edit({ options: { useCases: ['advertising'] } });
  refreshed();
});
afterEach(() => api.stop());

describe('policies', () => {
  test('are made, read, changed and deleted, each change on the version that was read', async () => {
    const made = await api.call('POST', '/api/policies', { body: policy });
    expect(made.status).toBe(201);
    const whole = { ...policy, description: '', match: 'any', enabled: true, brokenBy: [], version: 1, createdAt: '2026-11-20T10:00:00.000Z' };
    expect(made.json).toMatchObject(whole);
    const address = `/api/policies/${made.json.id}`;
    expect((await api.call('GET', address)).json).toEqual(made.json);
    const changed = await api.call('PATCH', address, { body: { match: 'all' }, headers: { 'if-match': '"1"' } });
    expect(changed.json).toMatchObject({ ...whole, match: 'all', version: 2 });
    expect((await api.call('PATCH', address, { body: { match: 'any' }, headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.call('GET', '/api/policies?search=LOCATION')).json.items).toEqual([changed.json]);
    expect((await api.call('GET', '/api/policies?search=nothing')).json.items).toEqual([]);
    expect((await api.call('DELETE', address, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.call('DELETE', address, { headers: { 'if-match': '"2"' } })).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) expect((await api.call(method, address, method === 'PATCH' ? { body: {} } : {})).json.code).toBe('not_found');
  });

  test('have names of their own, whatever the case', async () => {
    await make();
    const again = await api.call('POST', '/api/policies', { body: { ...policy, name: 'NO location IN ads' } });
    expect([again.status, again.json.code, again.json.issues[0].path]).toEqual([409, 'name_taken', 'name']);
  });

  test('are refused with everything that is wrong', async () => {
    const refused = await api.call('POST', '/api/policies', { body: { name: ' ', useCases: ['fun'], labels: ['a', ' A'], match: 'some', enabled: 1, more: 1 } });
    expect(refused.status).toBe(422);
    expect(refused.json.issues.map(({ path }: { path: string }) => path).toSorted()).toEqual(['enabled', 'labels', 'match', 'more', 'name', 'useCases.0']);
    const empty = await api.call('POST', '/api/policies', { body: { name: 'x', useCases: [], labels: [] } });
    expect(empty.json.issues.map(({ path, message }: { path: string; message: string }) => [path, message])).toEqual([
      ['useCases', 'Choose at least one use.'],
      ['labels', 'Name at least one label.'],
    ]);
  });

  test('that are not stored tell which destinations would break them', async () => {
    await labelGeo('precise location');
    await put(geo);
    const preview = (body: object) => api.call('POST', '/api/policies/preview', { body });
    expect((await preview({ ...policy, enabled: false })).json).toEqual({ brokenBy: [{ id: destinationId, name: 'Audience' }], withoutUse: 0 });
    expect((await preview({ ...policy, labels: ['health'] })).json.brokenBy).toEqual([]);
    await edit({ options: { useCases: [] } });
    expect((await preview(policy)).json).toEqual({ brokenBy: [], withoutUse: 1 });
    expect((await api.call('GET', '/api/policies')).json.items).toEqual([]);
  });
});

describe('an activation that breaks a policy', () => {
  beforeEach(async () => {
    await labelGeo('precise location');
    await make();
    refreshed();
  });

  test('is refused at every field that may not be sent, and nothing is stored', async () => {
    await api.call('PUT', '/api/segments/far', { body: { name: 'Far', labels: ['precise location'] } });
    await label({ kind: 'identity', namespace: 'gps', labels: ['precise location'] });
    const refused = await put({
      ...geo,
      segments: [{ id: 'vip' }, { id: 'far' }],
      identities: { namespaces: 'all' },
      partitionKey: { kind: 'attribute', source: 'person.geo.city' },
    });
    expect([refused.status, refused.json.code]).toEqual([422, 'policy_violated']);
    expect(refused.json.issues.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual(
      ['segments.1.id', 'attributes.1.source', 'partitionKey.source', 'identities.namespaces'].map((path) => [path, 'policy_violated']),
    );
    expect(refused.json.issues[1].message).toBe('The policy "No location in ads" does not allow the attribute person.geo for advertising: it is labelled precise location.');
    expect(await api.store.getActivation(destinationId)).toBeNull();
    expect(refreshed()).toEqual([]);
  });

  test('is told before it is saved, with what would solve it', async () => {
    const check = (body: object) => api.call('POST', `/api/destinations/${destinationId}/activation/policies`, { body });
    expect((await check(geo)).json.violations).toMatchObject([
      {
        policy: { name: 'No location in ads' },
        useCases: ['advertising'],
        where: [{ kind: 'attribute', id: 'person.geo', labels: ['precise location'], field: 'attributes.1.source' }],
        solutions: [
          'Leave out the attribute person.geo.',
          'If the records are not used for advertising, take that use off the destination.',
          expect.stringContaining('Ask whoever'),
        ],
      },
    ]);
    expect((await check(harmless)).json).toEqual({ violations: [] });
    expect((await put(harmless)).status).toBe(200);
  });

  test('is not brought back as an earlier version', async () => {
    await labelGeo();
    await put(geo);
    await put(harmless);
    await labelGeo('precise location');
    const restored = await api.call('POST', `/api/destinations/${destinationId}/activation/versions/1/restore`, { body: {} });
    expect([restored.status, restored.json.code]).toEqual([422, 'policy_violated']);
    expect((await api.store.getActivation(destinationId))?.version).toBe(2);
  });
});

describe('options of a destination', () => {
  beforeEach(async () => {
    await labelGeo('precise location');
    await api.call('PUT', '/api/segments/far', { body: { name: 'Far', labels: ['precise location'] } });
    await make();
    await make({ ...policy, name: 'Nor in reports', useCases: ['analytics'] });
  });

  test('are refused where they break a policy, at the option that does', async () => {
    await put(harmless);
    const shown = await edit({ options: { mappedSegmentsOnly: false } });
    expect([shown.status, shown.json.code, shown.json.issues[0].path]).toEqual([422, 'policy_violated', 'options.mappedSegmentsOnly']);
    await edit({ options: { useCases: [] } });
    await put(geo);
    const used = await edit({ options: { useCases: ['advertising', 'service'] }, name: 'Renamed' });
    expect([used.status, used.json.issues.length, used.json.issues[0].path]).toEqual([422, 1, 'options.useCases']);
    expect((await api.call('GET', `/api/destinations/${destinationId}`)).json).toMatchObject({ name: 'Audience', options: { useCases: [], mappedSegmentsOnly: true } });
  });

  test('may always be made better, and what is not about policies may always be changed', async () => {
    await edit({ options: { useCases: [] } });
    await put(geo);
    await api.store.updateDestination(destinationId, { optionsJson: JSON.stringify({ useCases: ['advertising', 'analytics'] }) }, 1, null);
    expect((await edit({ name: 'Renamed', options: { includeSegmentNames: true } })).status).toBe(200);
    expect((await edit({ options: { useCases: ['advertising'] } })).json.options.useCases).toEqual(['advertising']);
    expect((await edit({ options: { useCases: ['sharing'] } })).status).toBe(200);
  });

  test('leaves the uses alone where a change does not name them', async () => {
    expect((await edit({ options: { includeSegmentNames: true } })).json.options).toMatchObject({ includeSegmentNames: true, useCases: ['advertising'] });
  });

  test('name each use once, of those there are', async () => {
    expect((await edit({ options: { useCases: ['advertising', 'advertising'] } })).json.issues[0].path).toBe('options.useCases');
    expect((await edit({ options: { useCases: ['fun'] } })).json.issues[0].path).toBe('options.useCases.0');
  });
});

describe('a change that makes a destination break a policy', () => {
  test('is never refused: it says which destinations do, and delivery reads them anew', async () => {
    await put(geo);
    refreshed();
    await labelGeo('precise location');
    expect(refreshed()).toEqual([]);
    const made = await api.call('POST', '/api/policies', { body: policy });
    expect([made.status, made.json.brokenBy]).toEqual([201, [{ id: destinationId, name: 'Audience' }]]);
    expect(refreshed()).toEqual(['refresh enabled']);
    expect((await api.call('GET', '/api/policies')).json.items[0].brokenBy).toEqual([{ id: destinationId, name: 'Audience' }]);
    const off = await api.call('PATCH', `/api/policies/${made.json.id}`, { body: { enabled: false } });
    expect(off.json.brokenBy).toEqual([]);
    expect(refreshed()).toEqual(['refresh enabled']);
    await api.call('PATCH', `/api/policies/${made.json.id}`, { body: { enabled: true } });
    expect(refreshed()).toEqual(['refresh enabled']);
    await api.call('DELETE', `/api/policies/${made.json.id}`);
    expect(refreshed()).toEqual(['refresh enabled']);
  });

  test('by labels of a field or a segment tells what came to be broken, once', async () => {
    const policyId = await make();
    await put(geo);
    refreshed();
    const breach = { destination: { id: destinationId, name: 'Audience' }, policy: { id: policyId, name: policy.name } };
    expect((await labelGeo('precise location')).json.breaches).toEqual([breach]);
    expect(refreshed()).toEqual(['refresh enabled']);
    // Nothing new is broken, but delivery looks all the same: another change at the same time may have hidden a difference.
    expect((await labelGeo('precise location', 'health')).json.breaches).toEqual([]);
    expect(refreshed()).toEqual(['refresh enabled']);
    expect((await labelGeo()).json.breaches).toEqual([]);
    const segment = await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP', labels: ['Precise Location'] } });
    expect([segment.status, segment.json.breaches]).toEqual([200, [breach]]);
    expect((await api.call('PUT', '/api/segments/vip', { body: { name: 'VIPs' } })).json).toMatchObject({ labels: ['Precise Location'], breaches: [] });
  });

  test('by a segment that is sent though it is not picked, whatever labels it had when it was looked up', async () => {
    await make();
    await put(harmless);
    await edit({ options: { mappedSegmentsOnly: false } });
    refreshed();
    const before = await api.store.getSegment('far');
    if (before === null) throw new Error('There is no such segment.');
    vi.spyOn(api.store, 'getSegment').mockResolvedValueOnce({ ...before, labels: ['precise location'] });
    const segment = await api.call('PUT', '/api/segments/far', { body: { name: 'Farther', labels: ['precise location'] } });
    expect(segment.json.breaches).toHaveLength(1);
    expect(refreshed()).toEqual(['refresh enabled']);
  });

  test('is not undone by deleting the segment, which would come back without its labels', async () => {
    await make();
    await put(harmless);
    await edit({ options: { mappedSegmentsOnly: false } });
    const labelFar = (...labels: string[]): Promise<Reply> => api.call('PUT', '/api/segments/far', { body: { name: 'Far', labels } });
    await labelFar('precise location');
    const refused = await api.call('DELETE', '/api/segments/far');
    expect([refused.status, refused.json.detail]).toEqual([409, expect.stringContaining('Take its labels off first')]);
    refreshed();
    await labelFar();
    expect(refreshed()).toEqual(['refresh enabled']);
    expect((await api.call('DELETE', '/api/segments/far')).status).toBe(204);
  });
});

describe('labels of fields', () => {
  test('are listed, and set on the version that was read', async () => {
    const first = await label({ kind: 'identity', namespace: 'email', labels: ['direct identifier'] }, { 'if-match': '"0"' });
    expect(first.json).toEqual({ kind: 'identity', namespace: 'email', labels: ['direct identifier'], updatedAt: '2026-11-20T10:00:00.000Z', version: 1, breaches: [] });
    expect((await label({ kind: 'identity', namespace: 'email', labels: [] }, { 'if-match': '"0"' })).status).toBe(412);
    expect((await label({ kind: 'identity', namespace: 'email', labels: [] }, { 'if-match': '"1"' })).json).toMatchObject({ labels: [], version: 2 });
    await labelGeo('precise location');
    expect((await api.call('GET', '/api/field-labels')).json.items).toMatchObject([
      { kind: 'attribute', path: 'person.geo', labels: ['precise location'], version: 1 },
      { kind: 'identity', namespace: 'email', labels: [], version: 2 },
    ]);
  });

  test.each([
    [{ kind: 'attribute', path: 'a..b', labels: [] }, ['path']],
    [{ kind: 'attribute', path: '', labels: ['x', ' X '] }, ['labels', 'path']],
    [{ kind: 'identity', namespace: '', labels: [' '] }, ['labels.0', 'namespace']],
    [{ kind: 'identity', path: 'a', labels: [] }, ['namespace', 'path']],
    [{ kind: 'segment', labels: [] }, ['kind']],
  ])('%j is refused at %j', async (body, paths) => {
    const refused = await label(body);
    expect(refused.status).toBe(422);
    expect(new Set(refused.json.issues.map(({ path }: { path: string }) => path))).toEqual(new Set(paths));
  });
});
