import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type Harness } from './harness.ts';

let api: Harness;
let id: string;
const member = (status: string) => ({ ups: { vip: { status } } });

beforeAll(async () => {
  api = await startApi();
  id = await api.createDestination(await api.createAccount());
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  await api.call('POST', '/api/profiles', {
    body: [
      { profileId: 'ada', attributes: { name: 'Ada', key: 'a' }, segmentMembership: member('realized') },
      { profileId: 'nameless', attributes: { key: 'n' }, segmentMembership: member('realized') },
      { profileId: 'long', attributes: { name: 'Long', key: 'k'.repeat(300) }, segmentMembership: member('realized') },
      { profileId: 'gone', attributes: { name: 'Gone', key: 'g' }, segmentMembership: member('exited') },
      { profileId: 'other', attributes: { name: 'Other', key: 'o' } },
    ],
  });
}, 30_000);
afterAll(() => api.stop());

const now = async (profileId: string, cookie?: string) =>
  (await api.call('GET', `/api/destinations/${id}/people/${encodeURIComponent(profileId)}`, { ...(cookie !== undefined && { cookie }) })).json;

test('says so where nothing is sent yet, or there is no such destination', async () => {
  expect(await now('ada')).toMatchObject({ outcome: 'not_activated' });
  expect((await api.call('GET', '/api/destinations/dst_no/people/ada')).status).toBe(404);
});

test('tells viewers nothing: which segments a person is in is a value of theirs', async () => {
  expect(await now('ada', await api.cookieOf('viewer'))).toMatchObject({ code: 'forbidden' });
});

test('tells what would become of a change of a person, and why', async () => {
  const activation = { segments: [{ id: 'vip' }], attributes: [{ source: 'name', required: true }], partitionKey: { kind: 'attribute', source: 'key' } };
  expect((await api.call('PUT', `/api/destinations/${id}/activation`, { body: activation })).status).toBe(200);
  const vip = [{ id: 'vip', name: 'VIP' }];
  expect(await now('ada', await api.cookieOf('marketer'))).toEqual({ outcome: 'record', code: null, message: null, updatedAt: expect.any(String), segments: vip });
  expect(await now('nameless')).toMatchObject({ outcome: 'excluded', code: 'mapping_value_missing', segments: vip });
  expect(await now('long')).toMatchObject({ outcome: 'failed', code: 'partition_key_invalid', message: expect.stringContaining('256') });
  expect(await now('gone')).toMatchObject({ outcome: 'record', segments: [] });
  expect(await now('other')).toMatchObject({ outcome: 'not_selected', segments: [] });
  expect(await now('no/body')).toMatchObject({ outcome: 'unknown', updatedAt: null });
});
