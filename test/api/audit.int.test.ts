import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditRules } from '../../server/api/auditRules.ts';
import { auditHash } from '../../server/store/auditHash.ts';
import { toldWrites, type AuditRow } from '../../server/store/auditStore.ts';
import { methodKinds } from '../../server/store/methodKinds.ts';
import type { AuditEntry } from '../../shared/audit.ts';
import { adminToken, startApi, type Call, type Harness, type Reply } from './harness.ts';
import { canary } from './toyDestination.ts';
import { allTimes, deadLetter, delivery, profileWrite, settlement } from '../suites/store/rows.ts';

let api: Harness;
const entries = async (query = ''): Promise<AuditEntry[]> => (await api.call('GET', `/api/audit?limit=500${query}`)).json.items;
const newest = async (): Promise<AuditEntry | undefined> => (await entries())[0];
const credentials = { key: 'KEY-12345678', secret: canary };
const sealedAccount = { type: 'toy', region: 'eu-west-1', credentials };

describe('every request that could change something', () => {
  /** Ids of what earlier steps made. */
  const made: Record<string, string> = {};
  const remember = async (name: string, reply: Promise<Reply>): Promise<Reply> => {
    const done = await reply;
    made[name] = done.json?.id ?? done.json?.runId;
    return done;
  };
  const post = (address: string, body?: unknown, as: Call = {}) => api.call('POST', address, { ...as, ...(body !== undefined && { body }) });
  const of = (ending: string): string => `/api/destinations/${made['destination']}${ending}`;
  const activation = { segments: [{ id: 'vip' }] };
  const person = { email: 'ada@example.com', password: 'correct horse battery' };
  const upload = () => api.call('POST', '/api/imports?name=people.csv', { raw: 'id\np1\n', headers: { 'content-type': 'text/csv' } });
  const start = { segment: { id: 'vip' }, mode: 'update', columns: [{ column: 'id', use: 'profile_id' }] };
  const label = { kind: 'attribute', path: 'email', labels: ['contact'] };
  const policy = { name: 'No ads', useCases: ['advertising'], labels: ['contact'], match: 'any' };
  let cookie = '';

  beforeAll(async () => void (api = await startApi()));
  afterAll(() => api.stop());

  /** Each route once, in an order in which each does something. */
  const steps: Record<keyof typeof auditRules, () => Promise<Reply>> = {
    setUp: async () => post('/api/setup', { token: await api.setupToken.issue(), ...person }, { token: null }),
    async signIn() {
      const reply = await post('/api/session', person, { token: null });
      cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return reply;
    },
    signOut: () => api.call('DELETE', '/api/session', { cookie }),
    describeAccess: () => post('/api/destination-types/toy/access-texts', { region: 'eu-west-1' }),
    createExternalId: () => post('/api/accounts/external-id', { type: 'toy', region: 'eu-west-1' }),
    testAccount: () => post('/api/accounts/test', { ...sealedAccount, name: 'Trial' }),
    createAccount: () => remember('account', post('/api/accounts', { ...sealedAccount, name: 'Production' })),
    testStoredAccount: () => post(`/api/accounts/${made['account']}/test`),
    updateAccount: () => api.call('PATCH', `/api/accounts/${made['account']}`, { body: { credentials } }),
    testDestination: () => post('/api/destinations/test', { accountId: made['account'], stream: 'events' }),
    createDestination: () => remember('destination', post('/api/destinations', { accountId: made['account'], name: 'Audience', stream: 'events' })),
    testStoredDestination: () => post(of('/test'), {}),
    sendTestRecord: () => post(of('/test-record')),
    updateDestination: () => api.call('PATCH', of(''), { body: { description: 'For mail.' } }),
    ingestProfiles: () => post('/api/profiles', [{ profileId: 'p1', attributes: { email: 'p1@example.com' }, segmentMembership: { ups: { vip: { status: 'realized' } } } }]),
    describeProfileFields: () => post('/api/profile-fields', { segmentIds: ['vip'] }),
    putSegment: () => api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } }),
    previewActivation: () => post(of('/activation/preview'), { activation }),
    checkActivationPolicies: () => post(of('/activation/policies'), activation),
    putActivation: () => api.call('PUT', of('/activation'), { body: activation }),
    forecastActivation: () => post(of('/activation/forecast'), { segmentIds: ['vip'] }),
    compareActivation: () => post(of('/activation/compare'), {}),
    async restoreActivation() {
      await api.store.putSegment({ id: 'new', name: 'New', at: 1, expectedVersion: null });
      const { store } = api;
      const current = await store.getActivation(String(made['destination']));
      const change = { segments: [{ id: 'new', backfill: false }], author: 'x', approvedBy: null, at: 1, expectedVersion: null, runs: [], state: 'active' as const };
      await store.putActivation({ ...change, destinationId: String(made['destination']), documentJson: current?.documentJson ?? '' });
      return post(of('/activation/versions/1/restore'));
    },
    disableDestination: () => post(of('/disable')),
    enableDestination: () => post(of('/enable')),
    startBackfill: () => remember('run', post(of('/backfill'), { segmentIds: ['vip'] })),
    pauseRun: () => post(`/api/runs/${made['run']}/pause`),
    resumeRun: () => post(`/api/runs/${made['run']}/resume`),
    cancelRun: () => post(`/api/runs/${made['run']}/cancel`),
    countDeadLetters: () => post(of('/dead-letters/count'), {}),
    async replayDeadLetters() {
      const id = String(made['destination']);
      const { epoch } = (await api.store.takeOver(id)) ?? { epoch: 0 };
      await api.store.settle(settlement(id, epoch, { deliveries: [delivery('e', id)], deadLetters: [deadLetter('l1', id), deadLetter('l2', id)] }));
      return remember('replay', post(of('/dead-letters/replay'), { ids: ['l1'] }));
    },
    discardDeadLetters: () => post(of('/dead-letters/discard'), { ids: ['l2'] }),
    readBackDelivery: () => post(of('/deliveries/e/read-back'), { profileId: 'profile of e', deliveredAt: new Date(1_010).toISOString() }),
    proposeChange: async () => {
      await api.store.updateDestination(String(made['destination']), { optionsJson: JSON.stringify({ needsApproval: true }) }, 1, null);
      return remember('proposal', post(of('/proposal'), { kind: 'settings', settings: { description: 'Other.', options: { tombstones: true } } }));
    },
    approveProposal: async () => post(of(`/proposal/${made['proposal']}/approve`), undefined, { cookie: await api.cookieOf('marketer') }),
    async withdrawProposal() {
      await remember('second', post(of('/proposal'), { kind: 'settings', settings: { options: { tombstones: false } } }));
      return api.call('DELETE', of(`/proposal/${made['second']}`));
    },
    putFieldLabels: () => api.call('PUT', '/api/field-labels', { body: label }),
    previewPolicy: () => post('/api/policies/preview', policy),
    createPolicy: () => remember('policy', post('/api/policies', policy)),
    updatePolicy: () => api.call('PATCH', `/api/policies/${made['policy']}`, { body: { enabled: false } }),
    deletePolicy: () => api.call('DELETE', `/api/policies/${made['policy']}`),
    getProfile: () => api.call('GET', '/api/profiles/p1'),
    findPerson: () => post('/api/people/find', { identity: 'p1@example.com' }),
    listSegmentProfiles: () => api.call('GET', '/api/segments/vip/profiles'),
    createImport: () => remember('import', upload()),
    startImport: () => post(`/api/imports/${made['import']}/start`, start),
    async cancelImport() {
      await remember('again', upload());
      await api.store.moveImport(String(made['again']), ['uploaded'], 'checking', { settingsJson: JSON.stringify(start) });
      return post(`/api/imports/${made['again']}/cancel`);
    },
    resumeImport: () => post(`/api/imports/${made['again']}/resume`),
    async deleteImport() {
      await remember('last', upload());
      return api.call('DELETE', `/api/imports/${made['last']}`);
    },
    deleteProfile: () => api.call('DELETE', '/api/profiles/p1'),
    createAlertRule: () => remember('rule', post('/api/alert-rules', { kind: 'lag', destinationId: made['destination'], warning: 1, critical: 2 })),
    updateAlertRule: () => api.call('PATCH', `/api/alert-rules/${made['rule']}`, { body: { critical: 3 } }),
    muteAlertRule: () => post(`/api/alert-rules/${made['rule']}/mute`, { for: 'hour' }),
    unmuteAlertRule: () => post(`/api/alert-rules/${made['rule']}/unmute`),
    async muteAlert() {
      const subject = { kind: 'paused', subjectId: String(made['destination']) } as const;
      const level = { level: 'warning', worst: 'warning', value: 3, threshold: 0, code: null, startedAt: 1, changedAt: 1, ended: null } as const;
      const alert = { ...subject, ...level, id: 'alert', ruleId: 'alr_paused', subjectType: 'destination', subjectName: 'Audience' } as const;
      await api.store.moveAlert({ ...subject, stateJson: '{}', alert });
      return post('/api/alerts/alert/mute', { for: 'hour' });
    },
    unmuteAlert: () => post('/api/alerts/alert/unmute'),
    markAlertsRead: () => post('/api/alerts/read', { upTo: 1 }),
    deleteAlertRule: () => api.call('DELETE', `/api/alert-rules/${made['rule']}`),
    createAlertChannel: () => remember('channel', post('/api/alert-channels', { name: 'Operators', settings: { kind: 'slack', url: 'https://hooks.slack.example/secret' } })),
    updateAlertChannel: () => api.call('PATCH', `/api/alert-channels/${made['channel']}`, { body: { settings: { kind: 'slack', url: 'https://hooks.slack.example/other' } } }),
    testAlertChannel: () => post(`/api/alert-channels/${made['channel']}/test`),
    subscribeDestination: () => api.call('PUT', of('/alert-channels'), { body: { channelIds: [made['channel']] } }),
    deleteAlertChannel: () => api.call('DELETE', `/api/alert-channels/${made['channel']}`),
    beginExport: () => post('/api/exports', { list: 'dead_letters', destinationId: made['destination'], format: 'csv', filter: { profileId: 'p1', state: 'open' } }),
    createDraft: () => remember('draft', post('/api/drafts', { type: 'toy' })),
    putDraft: () => api.call('PUT', `/api/drafts/${made['draft']}`, { body: { type: 'toy' } }),
    deleteDraft: () => api.call('DELETE', `/api/drafts/${made['draft']}`),
    deleteDestination: () => api.call('DELETE', of('')),
    deleteAccount: async () => {
      const { id } = (await post('/api/accounts', { ...sealedAccount, name: 'Brief' })).json;
      return api.call('DELETE', `/api/accounts/${id}`);
    },
    async deleteSegment() {
      await api.call('PUT', '/api/segments/brief', { body: { name: 'Brief' } });
      return api.call('DELETE', '/api/segments/brief');
    },
  };

  test.each(Object.keys(steps) as (keyof typeof auditRules)[])('%s leaves exactly the entry of its rule', async (name) => {
    // A step may need others before it: only the entries of its own request count.
    const reply = await steps[name]();
    const requestId = reply.headers.get('x-request-id');
    const own = (await entries()).filter((entry) => entry.requestId === requestId);
    const rule = auditRules[name];
    const expected = 'why' in rule ? [] : [rule.action];
    // The toy has nothing to grant, sends nothing and tells no shards.
    const isRefused = ['describeAccess', 'sendTestRecord', 'forecastActivation'].includes(name);
    expect([name, reply.status < 400 || isRefused ? 'done' : reply.text]).toEqual([name, 'done']);
    expect([name, own.map(({ action }) => action)]).toEqual([name, expected]);
  });

  test('is told by whom, from where and what, and the chain holds', async () => {
    const all = await entries();
    const by = (action: string): AuditEntry => all.find((entry) => entry.action === action) as AuditEntry;
    expect(by('admin.create')).toMatchObject({
      actor: 'ada@example.com',
      role: 'admin',
      address: '127.0.0.1',
      result: 'done',
      resource: { kind: 'user', name: 'ada@example.com' },
    });
    expect(by('account.update')).toMatchObject({ actor: 'role:admin', before: {}, after: { secret: 'changed' } });
    expect(by('destination.update')).toMatchObject({ destinationId: made['destination'], before: { description: '' }, after: { description: 'For mail.' } });
    expect(by('destination.disable')).toMatchObject({ before: { enabled: true }, after: { enabled: false } });
    expect(by('destination.delete')).toMatchObject({ resource: { name: 'Audience' }, before: { name: 'Audience', description: 'Other.' }, after: null });
    expect(by('proposal.approve')).toMatchObject({ actor: 'role:marketer', resource: { kind: 'destination' }, after: { description: 'Other.', options: { tombstones: true } } });
    expect(by('account.test')).toMatchObject({ after: { passed: true, failed: [] } });
    expect(by('alert_channel.update')).toMatchObject({ before: {}, after: { secret: 'changed' } });
    expect(by('alert_channel.subscribe')).toMatchObject({ destinationId: made['destination'], before: { channels: [] }, after: { channels: ['Operators'] } });
    expect(JSON.stringify(all)).not.toContain('/secret');
    const told = by('export.list');
    expect(told).toMatchObject({ destinationId: made['destination'], resource: { kind: 'list', id: 'dead_letters', name: 'Audience' }, before: null });
    expect(told.after).toEqual({ format: 'csv', filter: { state: 'open', profileId: by('profile.view').resource.id } });
    expect(by('run.pause')).toMatchObject({ destinationId: made['destination'], before: { state: 'running' }, after: { state: 'paused' } });
    expect((await api.call('GET', '/api/audit/verify')).json).toEqual({ ok: true, entries: all.length, since: all.at(-1)?.at, fault: null });
  });

  test('tells of people who were shown in clear only', async () => {
    const before = await entries();
    expect((await api.call('GET', '/api/segments/vip/profiles', { cookie: await api.cookieOf('marketer') })).json.shown).toBe('masked');
    expect(await entries()).toEqual(before);
  });

  test('tells nothing of what the store refuses', async () => {
    const before = await entries();
    expect((await api.call('POST', `/api/runs/${made['run']}/cancel`)).status).toBe(409);
    expect((await api.call('PATCH', `/api/accounts/${made['account']}`, { body: { name: 'Late' }, headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect(await entries()).toEqual(before);
  });

  test('is found by person, action, resource, destination and time', async () => {
    const actions = async (query: string): Promise<string[]> => [...new Set((await entries(query)).map(({ action }) => action))];
    expect(await actions('&actor=ada@')).toEqual(['session.end', 'session.open', 'admin.create']);
    expect(await actions('&action=policy.create')).toEqual(['policy.create']);
    expect(await entries('&result=refused')).not.toHaveLength(0);
    expect(new Set((await entries('&result=done')).map(({ result }) => result))).toEqual(new Set(['done']));
    expect((await entries('&result=refused')).every(({ result }) => result === 'refused')).toBe(true);
    expect((await api.call('GET', '/api/audit?result=maybe')).json.issues).toMatchObject([{ path: 'result' }]);
    expect(await actions('&resource=NO%20AD')).toEqual(['policy.delete', 'policy.update', 'policy.create']);
    expect(await actions('&resource=p1')).toEqual(['profile.erase', 'profile.view']);
    expect((await entries(`&destinationId=${made['destination']}`)).every(({ destinationId }) => destinationId === made['destination'])).toBe(true);
    expect(await actions('&from=2026-11-20T10:00:01Z')).toEqual([]);
    expect((await api.call('GET', '/api/audit?action=nonsense')).json.issues).toMatchObject([{ path: 'action' }]);
    expect((await api.call('GET', '/api/audit?from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z')).status).toBe(422);
  });

  test('is the history of a destination, also once it is deleted, for viewers without addresses and without what is not its own', async () => {
    const as = { cookie: await api.cookieOf('viewer') };
    const { items } = (await api.call('GET', of('/history'), as)).json;
    expect(items.map(({ action }: AuditEntry) => action)).toContain('activation.update');
    expect(items.map(({ action }: AuditEntry) => action)).not.toContain('session.open');
    expect(JSON.stringify(items)).not.toContain('127.0.0.1');
    expect((await api.call('GET', '/api/destinations/nothing/history', as)).status).toBe(404);
    expect((await api.call('GET', '/api/audit', as)).status).toBe(403);
  });

  test('leaves no secret and nobody’s id behind, neither in answers nor in the log nor on the disk', async () => {
    const told = JSON.stringify(await entries()) + api.logLines.join('');
    for (const secret of [canary, credentials.key, person.password, adminToken, 'p1@example.com', '"p1"', cookie]) expect(told).not.toContain(secret);
    const [file = ''] = readdirSync(api.folder).filter((name) => name === 'tributary.db-wal');
    expect(readFileSync(path.join(api.folder, file)).includes(canary)).toBe(false);
  });

  test('is a line of the log, too', async () => {
    const lines = api.logLines.map((line) => JSON.parse(line)).filter((line) => line.audit !== undefined);
    const all = await entries();
    expect(lines.map(({ audit }) => audit.hash)).toEqual(all.map(({ hash }) => hash).toReversed());
    expect(lines[0]).toMatchObject({ level: 'info', audit: { action: 'admin.create', actor: 'ada@example.com', sequence: 1 } });
  });
});

test('every write of the store is told, or one of the server itself', () => {
  const writes = Object.entries(methodKinds).flatMap(([method, kind]) => (kind === 'write' ? [method] : []));
  const untold = writes.filter((method) => !(toldWrites as readonly string[]).includes(method));
  // Written down a second time on purpose: a write that tells of nothing takes a thought.
  expect(untold.toSorted()).toEqual([
    // Profiles, which the change log holds.
    'appendChanges',
    'appendImported',
    // The trail itself.
    'audited',
    // The server's own work; which worker works on what.
    'beat',
    'claimImport',
    'continueErasures',
    // Drafts: nothing works by them.
    'deleteDraft',
    'discardLetters',
    'foldHistory',
    'forgetAlerts',
    'forgetFile',
    'insertDraft',
    'leaveWork',
    // What the rules for alerts found, and how notices arrived.
    'moveAlert',
    'noteAccountCheck',
    'noteAudit',
    'noteChanges',
    'noteChannelResult',
    'noteLag',
    'prune',
    'pruneOutcomes',
    // What somebody has read, which nobody else sees.
    'putAlertMark',
    'putIdempotency',
    'putReport',
    'releasePartitions',
    'replaceTarget',
    'setPause',
    'settle',
    'settleNotice',
    'swapShared',
    'takeOver',
    'takePartitions',
    'touchSession',
    'trimAudit',
    'trimChanges',
    'trimImportedIds',
    'updateDraft',
  ]);
});

describe('what was refused', () => {
  beforeEach(async () => void (api = await startApi()));
  afterEach(() => api.stop());
  const signIn = (email: string) => api.call('POST', '/api/session', { token: null, body: { email, password: 'not the password' } });

  test('a sign-in that failed is told with the address that was tried, and a password that was typed there is not', async () => {
    await signIn('Ada@Example.com');
    expect(await newest()).toMatchObject({ action: 'session.open', result: 'refused', code: 'unauthenticated', actor: 'ada@example.com', role: null, address: '127.0.0.1' });
    await signIn('hunter2 my password');
    expect(await newest()).toMatchObject({ action: 'session.open', result: 'refused', actor: '' });
  });

  test('a role that does not suffice and a wrong token are told, and somebody who is not signed in is not', async () => {
    const cookie = await api.cookieOf('viewer');
    await api.call('DELETE', '/api/accounts/acc_1', { cookie });
    expect(await newest()).toMatchObject({
      action: 'access.refuse',
      result: 'refused',
      code: 'forbidden',
      actor: 'role:viewer',
      role: 'viewer',
      resource: { kind: 'route', id: 'DELETE /api/accounts/:id' },
    });
    await api.call('GET', '/api/destinations', { token: 'wrong' });
    expect(await newest()).toMatchObject({ action: 'access.refuse', code: 'unauthenticated', resource: { id: 'GET /api/destinations' } });
    const before = (await entries()).length;
    await api.call('GET', '/api/destinations', { token: null });
    await api.call('PATCH', '/api/destinations/none', { body: { name: '' } });
    expect(await entries()).toHaveLength(before);
  });

  test('more than sixty of an address in a minute are not, so that nobody fills the disk', async () => {
    const ask = () => api.call('GET', '/api/destinations', { token: 'wrong' });
    for (let round = 0; round < 65; round += 1) await ask();
    expect(await entries()).toHaveLength(60);
    await api.clock.advance(60_000);
    await ask();
    expect(await entries()).toHaveLength(61);
  });
});

describe('an export', () => {
  beforeEach(async () => void (api = await startApi()));
  afterEach(() => api.stop());
  const tell = (body: object, as: Call = {}) => api.call('POST', '/api/exports', { ...as, body: { format: 'json', ...body } });

  test('is told of who may read the list only; of others, that they tried', async () => {
    const cookie = await api.cookieOf('viewer');
    expect((await tell({ list: 'accounts', filter: { search: 'Prod' } }, { cookie })).status).toBe(204);
    expect(await newest()).toMatchObject({ action: 'export.list', result: 'done', role: 'viewer', resource: { kind: 'list', id: 'accounts', name: '' }, destinationId: null });
    expect(await newest()).toMatchObject({ after: { format: 'json', filter: { search: 'Prod' } } });
    expect((await tell({ list: 'audit' }, { cookie })).status).toBe(403);
    expect(await newest()).toMatchObject({ action: 'export.list', result: 'refused', code: 'forbidden', resource: { id: 'audit' }, after: null });
    expect((await tell({ list: 'runs', destinationId: 'nothing' }, { cookie })).status).toBe(404);
  });

  test.each([
    [{ list: 'profiles' }, 'list'],
    [{ list: 'accounts', format: 'pdf' }, 'format'],
    [{ list: 'runs' }, 'destinationId'],
    [{ list: 'accounts', destinationId: 'dst_1' }, 'destinationId'],
    [{ list: 'accounts', filter: { search: 'x'.repeat(257) } }, 'filter.search'],
    [{ list: 'accounts', filter: { email: 'ada@example.com' } }, 'filter.email'],
  ])('that says %j is refused and names %s', async (body, field) => {
    const { status, json } = await tell(body);
    expect([status, json.issues.map((issue: { path: string }) => issue.path)]).toEqual([422, [field]]);
    expect(await entries()).toEqual([]);
  });

  test('more than thirty in a minute wait', async () => {
    for (let round = 0; round < 30; round += 1) expect((await tell({ list: 'segments' })).status).toBe(204);
    const refused = await tell({ list: 'segments' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
  });
});

describe('a change and its entry', () => {
  beforeEach(async () => void (api = await startApi()));
  afterEach(() => api.stop());

  test('are stored both or neither', async () => {
    const sql = new DatabaseSync(path.join(api.folder, 'tributary.db'));
    sql.exec("CREATE TRIGGER no_room BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no room'); END");
    sql.close();
    expect((await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } })).status).toBe(500);
    expect(await api.store.getSegment('vip')).toBeNull();
    await api.store.appendChanges([profileWrite('p1')]);
    // Nobody sees a person without leaving a trace.
    expect((await api.call('GET', '/api/profiles/p1')).status).toBe(500);
  });

  test('nothing was changed: nothing is told', async () => {
    const put = () => api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
    await put();
    await put();
    expect(await entries()).toHaveLength(1);
  });

  /** Changes the trail as somebody could who has the file. */
  function tamper(statement: string): void {
    const sql = new DatabaseSync(path.join(api.folder, 'tributary.db'));
    sql.exec(`DROP TRIGGER IF EXISTS audit_entries_stay; DROP TRIGGER IF EXISTS audit_entries_go_in_order; ${statement}`);
    sql.close();
  }
  const verified = async () => (await api.call('GET', '/api/audit/verify')).json;

  test.each([
    ["UPDATE audit_entries SET actor = 'eve@example.com' WHERE sequence = 3", { sequence: 3, what: 'changed' }],
    ["UPDATE audit_entries SET after = '{}' WHERE sequence = 2", { sequence: 2, what: 'changed' }],
    ['DELETE FROM audit_entries WHERE sequence = 3', { sequence: 3, what: 'missing' }],
    ['DELETE FROM audit_entries WHERE sequence = 1', { sequence: 1, what: 'missing' }],
    ['DELETE FROM audit_entries WHERE sequence = 5', { sequence: 5, what: 'missing' }],
    ["UPDATE audit_entries SET hash = 'x' WHERE sequence = 4", { sequence: 4, what: 'changed' }],
  ])('that somebody made by SQL, %s, is found and named', async (statement, fault) => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await api.call('PUT', `/api/segments/${id}`, { body: { name: id } });
    expect(await verified()).toMatchObject({ ok: true, entries: 5 });
    tamper(statement);
    expect(await verified()).toMatchObject({ ok: false, fault });
  });

  test('an entry that was written anew with a hash of its own does not fit the one after it', async () => {
    for (const id of ['a', 'b', 'c']) await api.call('PUT', `/api/segments/${id}`, { body: { name: id } });
    const [, second, first] = (await api.store.listAudit({ actor: null, action: null, result: null, resource: null, destinationId: null, ...allTimes }, { limit: 9, cursor: null }))
      .items;
    const forged = auditHash((first as AuditRow).hash, { ...(second as AuditRow), actor: 'eve@example.com' });
    tamper(`UPDATE audit_entries SET actor = 'eve@example.com', hash = '${forged}' WHERE sequence = 2`);
    expect(await verified()).toMatchObject({ ok: false, fault: { sequence: 3, what: 'changed' } });
  });

  test('the trail refuses to be changed by a plain statement', async () => {
    await api.call('PUT', '/api/segments/a', { body: { name: 'A' } });
    const sql = new DatabaseSync(path.join(api.folder, 'tributary.db'));
    expect(() => sql.exec("UPDATE audit_entries SET actor = 'eve'")).toThrow('never changes');
    expect(() => sql.exec('DELETE FROM audit_entries')).toThrow('only when its time is over');
    sql.close();
  });
});
