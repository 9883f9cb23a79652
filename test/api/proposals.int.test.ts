import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApi, type Call, type Harness, type Reply } from './harness.ts';

let api: Harness;
let address: string;
let other: Call;

const vip = { segments: [{ id: 'vip' }] };
const both = { segments: [{ id: 'vip' }, { id: 'new' }], attributes: [{ source: 'person.name' }] };

const put = (body: object): Promise<Reply> => api.call('PUT', `${address}/activation`, { body });
const propose = (body: object, as: Call = {}): Promise<Reply> => api.call('POST', `${address}/proposal`, { ...as, body });
const waiting = async (as: Call = {}) => (await api.call('GET', `${address}/proposal`, as)).json.proposal;
const approve = (id: string, as: Call = other): Promise<Reply> => api.call('POST', `${address}/proposal/${id}/approve`, as);
const segmentIds = async (): Promise<string[]> => (await api.call('GET', `${address}/activation`)).json.segments.map(({ id }: { id: string }) => id);
const askForApproval = (): Promise<Reply> => api.call('PATCH', address, { body: { options: { needsApproval: true } } });

beforeEach(async () => {
  api = await startApi();
  other = { cookie: await api.cookieOf('marketer') };
  address = `/api/destinations/${await api.createDestination(await api.createAccount())}`;
  for (const id of ['vip', 'new']) await api.call('PUT', `/api/segments/${id}`, { body: { name: id.toUpperCase() } });
});
afterEach(() => api.stop());

describe('a destination that asks for a second person', () => {
  test('sends nothing else before somebody other than the author approved it', async () => {
    await put(vip);
    await askForApproval();
    const refused = await put(both);
    expect([refused.status, refused.json.code]).toEqual([409, 'approval_required']);
    expect(await segmentIds()).toEqual(['vip']);

    const made = await propose({ kind: 'activation', activation: both });
    expect([made.status, made.json.isOwn, made.json.isStale]).toEqual([201, true, false]);
    expect(made.json.changes.map(({ part }: { part: string }) => part)).toEqual(['segment', 'attribute']);
    expect(await waiting(other)).toEqual({ ...made.json, isOwn: false });
    expect((await api.call('GET', address)).json.proposedBy).toBe(made.json.author);
    expect([(await approve(made.json.id, {})).json.code, await segmentIds()]).toEqual(['forbidden', ['vip']]);

    expect((await approve(made.json.id)).status).toBe(204);
    expect(await segmentIds()).toEqual(['vip', 'new']);
    expect([await waiting(), (await api.call('GET', address)).json.proposedBy]).toEqual([null, null]);
    const [newest, first] = (await api.call('GET', `${address}/activation/versions`)).json.items;
    expect([newest.author, newest.approvedBy, first.approvedBy]).toEqual([made.json.author, expect.not.stringMatching(made.json.author), null]);
    expect((await approve(made.json.id)).json.code).toBe('not_found');
  });

  test('asks for one from the first activation on', async () => {
    await askForApproval();
    expect((await put(vip)).json.code).toBe('approval_required');
    const made = await propose({ kind: 'activation', activation: vip });
    expect(made.json.changes).toEqual([
      { part: 'segment', id: 'vip', name: 'VIP', isAdded: true },
      { part: 'identities', before: [], after: 'all' },
    ]);
    expect((await approve(made.json.id)).status).toBe(204);
    expect(await segmentIds()).toEqual(['vip']);
  });

  test('pauses and resumes without one, and a proposal stays good meanwhile', async () => {
    await put(vip);
    await askForApproval();
    const made = await propose({ kind: 'activation', activation: both });
    expect((await put({ ...vip, state: 'paused' })).json.state).toBe('paused');
    expect((await api.call('POST', `${address}/enable`)).status).toBe(200);
    expect((await waiting()).isStale).toBe(false);
    expect((await approve(made.json.id)).status).toBe(204);
    expect(await segmentIds()).toEqual(['vip', 'new']);
  });

  test('goes back to an earlier version with one', async () => {
    await put(vip);
    await put(both);
    await askForApproval();
    expect((await api.call('POST', `${address}/activation/versions/1/restore`)).json.code).toBe('approval_required');
    const made = await propose({ kind: 'restore', version: 1 });
    expect(made.json).toMatchObject({ kind: 'activation', activation: vip });
    expect((await approve(made.json.id)).status).toBe(204);
    expect(await segmentIds()).toEqual(['vip']);
  });

  test('moves, changes its options and stops asking only with one; its name is anybody’s', async () => {
    await askForApproval();
    const { version } = (await api.call('GET', address)).json;
    for (const body of [{ options: { needsApproval: false } }, { options: { tombstones: true } }, { stream: 'elsewhere' }]) {
      expect((await api.call('PATCH', address, { body })).json.code).toBe('approval_required');
    }
    expect((await api.call('GET', address)).json.version).toBe(version);
    expect((await api.call('PATCH', address, { body: { name: 'Renamed', options: { needsApproval: true } } })).status).toBe(200);
    const made = await propose({ kind: 'settings', settings: { options: { needsApproval: false } } });
    expect(made.json).toMatchObject({ kind: 'settings', settings: { options: { needsApproval: false } }, accountName: null, isStale: false });
    expect((await approve(made.json.id)).status).toBe(204);
    expect((await api.call('GET', address)).json.options.needsApproval).toBe(false);
    expect((await put(vip)).status).toBe(200);
  });
});

describe('a proposal', () => {
  test('is stale once what it is about was changed, and is then not made', async () => {
    await put(vip);
    await askForApproval();
    const settings = await propose({ kind: 'settings', settings: { options: { tombstones: true } } });
    await api.call('PATCH', address, { body: { name: 'Renamed' } });
    expect([(await waiting()).isStale, (await approve(settings.json.id)).json.code]).toEqual([true, 'version_stale']);
    expect((await api.call('DELETE', `${address}/proposal/${settings.json.id}`, other)).status).toBe(204);
    expect(await waiting()).toBeNull();
  });

  test('of somebody else is not overwritten, of the same person is', async () => {
    await put(vip);
    await askForApproval();
    await propose({ kind: 'activation', activation: both });
    expect((await propose({ kind: 'activation', activation: { segments: [{ id: 'new' }] } }, other)).json).toMatchObject({
      code: 'request_invalid',
      detail: expect.stringContaining('waits for approval already'),
    });
    const again = await propose({ kind: 'activation', activation: { segments: [{ id: 'new' }] } });
    expect(await waiting()).toEqual(again.json);
  });

  test('is checked like the change itself, when it is made and when it is approved', async () => {
    await put(vip);
    expect((await propose({ kind: 'activation', activation: both })).json.detail).toContain('asks for no second person');
    await askForApproval();
    const unknown = await propose({ kind: 'activation', activation: { segments: [{ id: 'nobody' }] } });
    expect([unknown.status, unknown.json.issues[0].path]).toEqual([422, 'activation.segments.0.id']);
    expect((await propose({ kind: 'activation', activation: { ...vip, state: 'paused' } })).json.detail).toContain('sent already');
    expect((await propose({ kind: 'restore', version: 9 })).json.code).toBe('not_found');
    const bad = await propose({ kind: 'activation', activation: { segments: [] }, more: 1 });
    expect(bad.json.issues.map(({ path }: { path: string }) => path).toSorted()).toEqual(['activation.segments', 'more']);

    const made = await propose({ kind: 'activation', activation: both });
    await api.call('DELETE', '/api/segments/new');
    expect((await approve(made.json.id)).json.code).toBe('segment_unknown');
    expect([(await waiting()).id, await segmentIds()]).toEqual([made.json.id, ['vip']]);
  });
});
