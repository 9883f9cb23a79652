import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes, type RouteName } from '../../shared/api.ts';
import type { Route } from '../../shared/route.ts';
import { roles, type Role } from '../../shared/session.ts';
import { startApi, type Harness } from './harness.ts';

let api: Harness;
const cookies = {} as Record<Role, string>;
beforeAll(async () => {
  api = await startApi();
  for (const role of roles) cookies[role] = await api.cookieOf(role);
});
afterAll(() => api.stop());

/** Written down a second time on purpose: opening a route to more roles takes two edits, and a route that is missing fails. */
const all: Role[] = ['viewer', 'marketer', 'admin'];
const marketers: Role[] = ['marketer', 'admin'];
const admins: Role[] = ['admin'];
const upstream: Role[] = ['ingest', 'admin'];
const everyone: Role[] = ['viewer', 'marketer', 'admin', 'ingest'];
const expected: Record<RouteName, Role[] | 'public'> = {
  signIn: 'public',
  setUp: 'public',
  whoAmI: all,
  signOut: all,
  listDestinationTypes: all,
  describeAccess: marketers,
  createAccount: admins,
  testAccount: admins,
  testStoredAccount: admins,
  createExternalId: admins,
  listAccounts: all,
  getAccount: all,
  updateAccount: admins,
  deleteAccount: admins,
  listStreams: marketers,
  createDestination: marketers,
  testDestination: marketers,
  testStoredDestination: marketers,
  sendTestRecord: marketers,
  listDestinations: all,
  getDestination: all,
  updateDestination: marketers,
  deleteDestination: marketers,
  enableDestination: marketers,
  disableDestination: marketers,
  getActivation: all,
  putActivation: marketers,
  previewActivation: marketers,
  forecastActivation: marketers,
  listActivationVersions: all,
  compareActivation: marketers,
  restoreActivation: marketers,
  getRecordSchema: all,
  listSegments: all,
  getSegment: all,
  putSegment: upstream,
  deleteSegment: admins,
  getSegmentGrowth: all,
  listSegmentProfiles: all,
  createPolicy: admins,
  previewPolicy: admins,
  listPolicies: all,
  getPolicy: all,
  updatePolicy: admins,
  deletePolicy: admins,
  checkActivationPolicies: marketers,
  getProposal: all,
  proposeChange: marketers,
  approveProposal: marketers,
  withdrawProposal: marketers,
  getAlertBell: all,
  listAlerts: all,
  markAlertsRead: all,
  muteAlert: marketers,
  unmuteAlert: marketers,
  listAlertRules: all,
  createAlertRule: admins,
  updateAlertRule: admins,
  deleteAlertRule: admins,
  muteAlertRule: marketers,
  unmuteAlertRule: marketers,
  listAlertChannels: marketers,
  createAlertChannel: admins,
  updateAlertChannel: admins,
  deleteAlertChannel: admins,
  testAlertChannel: admins,
  subscribeDestination: marketers,
  listFieldLabels: all,
  putFieldLabels: admins,
  ingestProfiles: upstream,
  getProfile: admins,
  describeProfileFields: marketers,
  deleteProfile: admins,
  createImport: upstream,
  listImports: everyone,
  getImport: everyone,
  previewImport: upstream,
  startImport: upstream,
  cancelImport: upstream,
  resumeImport: upstream,
  getImportErrors: upstream,
  deleteImport: upstream,
  listRuns: all,
  getRun: all,
  pauseRun: marketers,
  resumeRun: marketers,
  cancelRun: marketers,
  startBackfill: marketers,
  listDeliveries: all,
  tailDestination: all,
  findPerson: marketers,
  getPersonNow: marketers,
  readBackDelivery: marketers,
  listDeadLetters: all,
  replayDeadLetters: marketers,
  discardDeadLetters: admins,
  countDeadLetters: all,
  getMetrics: all,
  getRunMetrics: all,
  getTotals: all,
  getShards: all,
  getSelfCheck: all,
  listAudit: admins,
  verifyAudit: admins,
  beginExport: all,
  getDestinationHistory: all,
  events: all,
  createDraft: marketers,
  getDraft: marketers,
  putDraft: marketers,
  deleteDraft: marketers,
};
const names = Object.keys(routes) as RouteName[];
const addressOf = (route: Route): string => route.path.replaceAll(/:\w+/g, 'nothing');
const bodyOf = (route: Route) => (route.method === 'GET' || route.method === 'DELETE' ? {} : { raw: '{' });

describe('who may call what', () => {
  test.each(names)('%s: exactly the roles of the list get past the door', async (name) => {
    const route: Route = routes[name];
    const allowed = expected[name];
    if (allowed === 'public') return;
    const anonymous = await api.call(route.method, addressOf(route), { token: null, ...bodyOf(route) });
    expect(anonymous.status).toBe(401);
    expect(anonymous.json.code).toBe('unauthenticated');
    for (const role of roles) {
      // The live events never end, and signing out would end the session of the tests after it.
      if (allowed.includes(role) && (name === 'events' || name === 'signOut')) continue;
      const { status } = await api.call(route.method, addressOf(route), { cookie: cookies[role], ...bodyOf(route) });
      const seen = allowed.includes(role) && status !== 401 && status !== 403 ? 'inside' : status;
      expect([role, seen]).toEqual([role, allowed.includes(role) ? 'inside' : 403]);
    }
  });

  test('a wrong token is refused even when a good cookie comes along', async () => {
    const reply = await api.call('GET', '/api/session', { token: 'wrong', headers: { cookie: cookies.admin } });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('an unknown address below /api is a problem, whoever asks', async () => {
    expect((await api.call('GET', '/api/nope')).json.code).toBe('not_found');
    expect((await api.call('GET', '/api/nope', { token: null })).status).toBe(404);
  });
});

describe('requests of other sites', () => {
  const body = { name: 'VIP' };
  const put = (headers: Record<string, string>) => api.call('PUT', '/api/segments/csrf', { cookie: cookies.admin, body, headers });

  test.each([
    ['another site by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['a good origin beside a bad site', { 'sec-fetch-site': 'cross-site', origin: 'self' }],
  ])('%s cannot change anything with the cookie', async (_title, headers: Record<string, string>) => {
    const given = headers['origin'] === 'self' ? { ...headers, origin: api.base } : headers;
    expect((await put(given)).status).toBe(403);
    expect(await api.store.getSegment('csrf')).toBeNull();
  });

  test('our own pages and programs can', async () => {
    expect((await put({ origin: api.base })).status).toBe(200);
    expect((await put({ 'sec-fetch-site': 'same-origin', origin: api.base })).status).toBe(200);
    expect((await put({})).status).toBe(200);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=utf-7', ''])(
    'a body of type "%s" is refused with 415',
    async (type) => {
      expect((await put({ 'content-type': type })).status).toBe(415);
      expect((await api.call('POST', '/api/destinations/x/enable', { cookie: cookies.admin, raw: 'a=1', headers: { 'content-type': type } })).status).toBe(415);
    },
  );

  test('another site cannot sign anybody in', async () => {
    expect((await api.call('POST', '/api/session', { token: null, body: { token: 'x' }, headers: { origin: 'https://evil.example' } })).status).toBe(403);
  });
});

describe('names of this server', () => {
  const ask = (host: string) =>
    new Promise<number>((resolve, reject) => {
      get(`${api.base}/api/session`, { headers: { host } }, (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
    });
  test('a name that somebody else points here is refused', async () => {
    expect(await ask('rebinding.example')).toBe(421);
    expect(await ask('localhost:8080')).toBe(401);
    expect(await ask('[::1]:1')).toBe(401);
  });

  test('metrics and readiness are for this machine, not for what a proxy passes on', async () => {
    for (const address of ['/readyz', '/metrics', '/api/openapi.json', '/api/docs']) {
      expect([address, (await api.call('GET', address, { token: null })).status]).toEqual([address, 200]);
      expect([address, (await api.call('GET', address, { token: null, headers: { 'x-forwarded-for': '127.0.0.1' } })).status]).toEqual([address, 401]);
      expect([address, (await api.call('GET', address, { headers: { 'x-forwarded-for': '203.0.113.1' } })).status]).toEqual([address, 200]);
    }
    const alive = await api.call('GET', '/healthz', { token: null, headers: { 'x-forwarded-for': '203.0.113.1' } });
    expect([alive.status, alive.text]).toEqual([200, 'ok\n']);
  });
});
