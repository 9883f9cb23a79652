import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AlertMove } from '../../server/store/alertStore.ts';
import { startApi, type Harness } from './harness.ts';

let api: Harness;
let destinationId: string;
beforeAll(async () => {
  api = await startApi();
  destinationId = await api.createDestination(await api.createAccount());
});
afterAll(() => api.stop());

const fire = (id: string, change: Partial<NonNullable<AlertMove['alert']>> = {}) =>
  api.store.moveAlert({
    kind: 'paused',
    subjectId: destinationId,
    stateJson: '{}',
    alert: {
      id,
      ruleId: 'alr_paused',
      kind: 'paused',
      subjectType: 'destination',
      subjectId: destinationId,
      subjectName: 'Audience',
      level: 'warning',
      worst: 'warning',
      value: 3,
      threshold: 0,
      code: 'access_denied',
      startedAt: api.clock.now(),
      changedAt: api.clock.now(),
      ended: null,
      ...change,
    },
  });

describe('rules', () => {
  const make = (body: object) => api.call('POST', '/api/alert-rules', { body });

  test('are there from the start, and one more can be made for a destination', async () => {
    expect((await api.call('GET', '/api/alert-rules')).json.items).toHaveLength(7);
    const made = await make({ kind: 'lag', destinationId, warning: 1, critical: 2.5 });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      kind: 'lag',
      destination: { id: destinationId, name: 'Audience' },
      warning: 1,
      critical: 2.5,
      windowMinutes: 15,
      enabled: true,
      mute: null,
      version: 1,
    });
    const again = await make({ kind: 'lag', destinationId, warning: 3, critical: null });
    expect([again.status, again.json.issues[0].path]).toEqual([422, 'kind']);
    const nowhere = await make({ kind: 'paused', destinationId: 'dst_none', warning: 3, critical: null });
    expect([nowhere.status, nowhere.json.issues[0].path]).toEqual([422, 'destinationId']);
  });

  test('are refused with everything that is wrong', async () => {
    const refused = await make({ kind: 'lag', warning: -1, critical: 99_999, windowMinutes: 1, name: 'x' });
    expect(refused.status).toBe(422);
    expect(refused.json.issues.map(({ path }: { path: string }) => path).toSorted()).toEqual(['critical', 'name', 'warning', 'windowMinutes']);
  });

  test('are changed on the version that was read, their thresholds looked at together', async () => {
    const address = '/api/alert-rules/alr_lag';
    const crossed = await api.call('PATCH', address, { body: { warning: 60 } });
    expect([crossed.status, crossed.json.issues[0].path]).toEqual([422, 'critical']);
    expect((await api.call('PATCH', address, { body: { warning: 60, critical: null }, headers: { 'if-match': '"1"' } })).json).toMatchObject({
      warning: 60,
      critical: null,
      version: 2,
    });
    expect((await api.call('PATCH', address, { body: { enabled: false }, headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.call('DELETE', address, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.call('DELETE', address)).status).toBe(204);
    for (const method of ['PATCH', 'DELETE']) expect((await api.call(method, address, method === 'PATCH' ? { body: {} } : {})).json.code).toBe('not_found');
  });

  test('are muted with the name of who did it, until the time is over or somebody changes the rule', async () => {
    const rule = async () => (await api.call('GET', '/api/alert-rules')).json.items.find(({ id }: { id: string }) => id === 'alr_paused');
    const mute = (span: string) => api.call('POST', '/api/alert-rules/alr_paused/mute', { body: { for: span } });
    expect((await mute('hour')).status).toBe(204);
    expect((await rule()).mute).toEqual({ by: 'role:admin', until: '2026-11-20T11:00:00.000Z' });
    await api.clock.advance(3_600_000);
    expect((await rule()).mute).toBeNull();
    await mute('until_changed');
    expect((await rule()).mute).toEqual({ by: 'role:admin', until: null });
    expect((await api.call('PATCH', '/api/alert-rules/alr_paused', { body: { critical: 90 } })).json.mute).toBeNull();
    await mute('day');
    expect((await api.call('POST', '/api/alert-rules/alr_paused/unmute', { body: {} })).status).toBe(204);
    expect((await rule()).mute).toBeNull();
    expect((await mute('year')).json.issues[0].path).toBe('for');
    expect((await api.call('POST', '/api/alert-rules/nothing/mute', { body: { for: 'day' } })).status).toBe(404);
  });
});

describe('the bell', () => {
  beforeEach(async () => {
    await fire('one');
    await fire('two', { level: 'critical', worst: 'critical' });
  });
  const bell = async (cookie?: string) => (await api.call('GET', '/api/alerts/bell', cookie === undefined ? {} : { cookie })).json;

  test('rings for each person until they have read it', async () => {
    const viewer = await api.cookieOf('viewer');
    const first = await bell(viewer);
    expect(first.firing.map(({ id, level, isUnread }: Record<string, unknown>) => [id, level, isUnread])).toEqual([
      ['two', 'critical', true],
      ['one', 'warning', true],
    ]);
    expect(first.firing[1]).toMatchObject({ subject: { type: 'destination', id: destinationId, name: 'Audience' }, value: 3, threshold: 0, code: 'access_denied', ended: null });
    expect(first.unread).toBe(2);
    expect((await api.call('POST', '/api/alerts/read', { cookie: viewer, body: { upTo: first.lastChange } })).status).toBe(204);
    expect(await bell(viewer)).toMatchObject({ unread: 0, firing: [{ isUnread: false }, { isUnread: false }] });
    expect((await bell()).unread).toBe(2);
    await fire('one', { level: 'ok', ended: 'recovered', threshold: null });
    expect(await bell(viewer)).toMatchObject({ unread: 1, firing: [{ id: 'two' }], recent: [{ id: 'one', ended: 'recovered', isUnread: true }] });
  });

  test('does not ring for what is muted, by itself or by its rule', async () => {
    expect((await api.call('POST', '/api/alerts/two/mute', { body: { for: 'until_changed' } })).status).toBe(204);
    expect(await bell()).toMatchObject({ unread: 1, firing: [{ id: 'two', mute: { by: 'role:admin', until: null } }, { id: 'one' }] });
    await api.call('POST', '/api/alerts/two/unmute', { body: {} });
    await api.call('POST', '/api/alert-rules/alr_paused/mute', { body: { for: 'day' } });
    expect((await bell()).unread).toBe(0);
    await api.call('POST', '/api/alert-rules/alr_paused/unmute', { body: {} });
    expect((await bell()).unread).toBe(2);
    expect((await api.call('POST', '/api/alerts/nothing/mute', { body: { for: 'day' } })).json.code).toBe('not_found');
  });

  test('lists alerts of a destination and its account', async () => {
    const list = (await api.call('GET', `/api/alerts?destinationId=${destinationId}&limit=1`)).json;
    expect([list.items[0].id, list.nextCursor === null]).toEqual(['two', false]);
    expect((await api.call('GET', '/api/alerts?destinationId=other')).json.items).toEqual([]);
  });
});

describe('channels', () => {
  const secret = 'a-secret-of-24-characters';
  const webhook = { name: 'Pager', settings: { kind: 'webhook', url: 'https://hooks.example.com/services/token', secret } };
  const make = (body: object) => api.call('POST', '/api/alert-channels', { body });

  test('are made, changed and deleted, and never tell their address or secret', async () => {
    const made = await make(webhook);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      kind: 'webhook',
      name: 'Pager',
      place: 'hooks.example.com',
      leastLevel: 'warning',
      allDestinations: true,
      lastResult: null,
      waiting: 0,
      version: 1,
    });
    const address = `/api/alert-channels/${made.json.id}`;
    expect((await make({ ...webhook, name: 'PAGER' })).json.code).toBe('name_taken');
    const renamed = await api.call('PATCH', address, { body: { name: 'Pager 2', leastLevel: 'critical' }, headers: { 'if-match': '"1"' } });
    expect(renamed.json).toMatchObject({ name: 'Pager 2', place: 'hooks.example.com', version: 2 });
    const other = await api.call('PATCH', address, { body: { settings: { kind: 'slack', url: 'https://hooks.example.com/x' } } });
    expect([other.status, other.json.issues[0].path]).toEqual([422, 'settings.kind']);
    const list = await api.call('GET', '/api/alert-channels');
    const { sealed } = (await api.store.getAlertChannel(made.json.id)) ?? { sealed: '' };
    for (const text of [made.text, renamed.text, list.text, sealed, ...api.logLines]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain('services/token');
    }
    expect((await api.call('PUT', `/api/destinations/${destinationId}/alert-channels`, { body: { channelIds: [made.json.id] } })).status).toBe(204);
    expect((await api.call('GET', '/api/alert-channels')).json.items[0].destinationIds).toEqual([destinationId]);
    expect((await api.call('PUT', `/api/destinations/${destinationId}/alert-channels`, { body: { channelIds: ['alc_none'] } })).json.issues[0].path).toBe('channelIds');
    expect((await api.call('PUT', '/api/destinations/dst_none/alert-channels', { body: { channelIds: [] } })).status).toBe(404);
    expect((await api.call('DELETE', address)).status).toBe(204);
    expect((await api.call('POST', `${address}/test`, { body: {} })).status).toBe(404);
  });

  test.each([
    [{ name: 'A', settings: { kind: 'webhook', url: 'https://hooks.example.com/', secret: 'short' } }, ['settings.secret']],
    [{ name: 'A', settings: { kind: 'webhook', url: 'https://127.1/', secret } }, ['settings.url']],
    [{ name: 'A', settings: { kind: 'slack', url: 'http://hooks.example.com/' } }, ['settings.url']],
    [{ name: 'A', settings: { kind: 'slack', url: 'https://user:pw@hooks.example.com/' } }, ['settings.url']],
    [{ name: 'A', settings: { kind: 'slack', url: 'file:///etc/passwd' } }, ['settings.url']],
    [{ name: 'A', settings: { kind: 'slack', url: 'javascript:alert(1)' } }, ['settings.url']],
    [{ name: 'A', settings: { kind: 'email', to: ['ada@example.com'] } }, ['settings.kind']],
    [{ name: '', settings: { kind: 'email', to: ['nobody'] } }, ['name', 'settings.to.0']],
  ])('%j is refused at %j', async (body, paths) => {
    const refused = await make(body);
    expect([refused.status, new Set(refused.json.issues.map(({ path }: { path: string }) => path))]).toEqual([422, new Set(paths)]);
  });

  test('are tested with an answer in words, which stays beside them', async () => {
    const id = (await make({ name: 'Inside', settings: { kind: 'slack', url: 'https://hooks.example.com/x' } })).json.id;
    const tested = await api.call('POST', `/api/alert-channels/${id}/test`, { body: {} });
    expect([tested.status, tested.json]).toEqual([200, { at: '2026-11-20T11:00:00.000Z', ok: false, message: expect.stringContaining('TRIBUTARY_WEBHOOK_ALLOW') }]);
    expect((await api.call('GET', '/api/alert-channels')).json.items[0].lastResult).toEqual(tested.json);
  });
});
