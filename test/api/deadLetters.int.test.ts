import { afterEach, beforeEach, expect, test } from 'vitest';
import { deadLetter, run, settlement } from '../suites/store/rows.ts';
import { startApi, type Harness, type Reply } from './harness.ts';

let api: Harness;
let base: string;
let destinationId: string;

/** A destination with an activation and three open letters. */
beforeEach(async () => {
  api = await startApi();
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  destinationId = await api.createDestination(await api.createAccount());
  base = `/api/destinations/${destinationId}`;
  await api.call('PUT', `${base}/activation`, { body: { segments: [{ id: 'vip' }] } });
  const epoch = (await api.store.takeOver(destinationId))?.epoch ?? 0;
  const deadLetters = [
    deadLetter('dlt_1', destinationId, { createdAt: Date.parse('2026-11-19T10:00:00Z'), profileId: 'ada' }),
    deadLetter('dlt_2', destinationId, { createdAt: Date.parse('2026-11-20T10:00:00Z'), profileId: 'ada', code: 'record_rejected', runId: 'run_other' }),
    deadLetter('dlt_3', destinationId, { createdAt: Date.parse('2026-11-20T11:00:00Z'), profileId: 'bob' }),
  ];
  await api.store.settle(settlement(destinationId, epoch, { deadLetters }));
  api.notes.length = 0;
});
afterEach(() => api.stop());

const post = (what: string, body: object, more: { cookie?: string } = {}): Promise<Reply> => api.call('POST', `${base}/dead-letters/${what}`, { body, ...more });
const paths = (reply: Reply): string[] => reply.json.issues.map(({ path }: { path: string }) => path);

test.each([
  [{}, 3],
  [{ code: 'record_rejected' }, 1],
  [{ profileId: 'ada' }, 2],
  [{ runId: 'run_other' }, 1],
  [{ from: '2026-11-20T00:00:00Z' }, 2],
  [{ from: '2026-11-20T11:00:00+01:00', to: '2026-11-20T10:59:59Z' }, 1],
  [{ ids: ['dlt_1', 'dlt_3', 'dlt_none'] }, 2],
])('the list, the count and the replay of %j are about the same letters', async (filter, matched) => {
  if (!('ids' in filter)) {
    const query = new URLSearchParams(filter).toString();
    expect((await api.call('GET', `${base}/dead-letters?state=open&${query}`)).json.items).toHaveLength(matched);
  }
  expect((await post('count', filter)).json).toEqual({ matched });
  const replay = await post('replay', filter);
  expect([replay.status, replay.json.matched]).toEqual([202, matched]);
  expect(api.notes).toEqual(['refresh enabled']);
  expect((await api.call('GET', `/api/runs/${replay.json.runId}`)).json).toMatchObject({
    kind: 'replay',
    state: 'running',
    progress: { done: 0, total: matched },
    startedBy: 'role:admin',
  });
});

test('what matches nothing starts nothing', async () => {
  const reply = await post('replay', { profileId: 'nobody' });
  expect([reply.status, reply.json]).toEqual([202, { runId: null, matched: 0 }]);
  expect((await api.call('GET', `${base}/runs`)).json.items).toEqual([]);
});

test('a wrong filter names every field, and starts nothing', async () => {
  expect(paths(await post('replay', { code: 'odd', from: 'yesterday', since: 1 })).sort()).toEqual(['code', 'from', 'since']);
  expect(paths(await post('discard', { ids: ['dlt_1'], code: 'record_rejected' }))).toEqual(['ids']);
  expect(paths(await post('discard', { ids: [] }))).toEqual(['ids']);
  expect(paths(await post('count', { from: '2026-11-21T00:00:00Z', to: '2026-11-20T00:00:00Z' }))).toEqual(['from']);
  expect((await api.call('POST', '/api/destinations/none/dead-letters/replay', { body: {} })).status).toBe(404);
  expect((await api.call('GET', `${base}/runs`)).json.items).toEqual([]);
  expect(api.notes).toEqual([]);
});

test('a replay needs an activation, a discard does not', async () => {
  const other = await api.createDestination(await api.createAccount('Other'), 'Other');
  const refused = await api.call('POST', `/api/destinations/${other}/dead-letters/replay`, { body: {} });
  expect([refused.status, refused.json.detail]).toEqual([422, expect.stringContaining('Activate segments first')]);
  expect((await api.call('POST', `/api/destinations/${other}/dead-letters/discard`, { body: {} })).json).toEqual({ runId: null, matched: 0 });
});

test('only an admin gives letters up, and each says by whom, when and by which run', async () => {
  expect((await post('discard', {}, { cookie: await api.cookieOf('marketer') })).status).toBe(403);
  const { runId } = (await post('discard', { profileId: 'ada' })).json;
  while (await api.store.discardLetters(runId, 1, api.clock.now()));
  const { items } = (await api.call('GET', `${base}/dead-letters?profileId=ada`)).json;
  expect(items.map(({ state, end }: { state: string; end: object }) => [state, end])).toEqual(
    Array.from({ length: 2 }, () => ['discarded', { at: '2026-11-20T10:00:00.000Z', by: 'role:admin', runId, as: 'discarded' }]),
  );
  expect((await api.call('GET', `/api/runs/${runId}`)).json).toMatchObject({ state: 'completed', progress: { done: 2, total: 2 }, counts: { received: 0 } });
  expect((await api.call('GET', `${base}/dead-letters?state=open`)).json.items).toMatchObject([{ id: 'dlt_3', end: null }]);
});

test('runs with an end are paused, resumed and cancelled, as often as asked, until they ended; live changes are not', async () => {
  const { runId } = (await post('replay', {})).json;
  api.notes.length = 0;
  const steer = async (how: string, id = runId): Promise<unknown[]> => {
    const { status, json } = await api.call('POST', `/api/runs/${id}/${how}`);
    return status === 200 ? [json.state, json.pausedBy] : [status];
  };
  expect([await steer('pause'), await steer('pause')]).toEqual([
    ['paused', 'person'],
    ['paused', 'person'],
  ]);
  expect([await steer('resume'), await steer('resume')]).toEqual([
    ['running', null],
    ['running', null],
  ]);
  expect([await steer('cancel'), await steer('cancel'), await steer('pause'), await steer('resume')]).toEqual([['cancelled', null], [409], [409], [409]]);
  expect(api.notes).toEqual(Array.from({ length: 5 }, () => 'refresh enabled'));
  await api.store.insertRun(run('run_live', destinationId, { kind: 'streaming' }));
  for (const how of ['pause', 'resume', 'cancel']) expect(await steer(how, 'run_live')).toEqual([409]);
  expect(await steer('pause', 'run_none')).toEqual([404]);
});
