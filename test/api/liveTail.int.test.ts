import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TailedRecord } from '../../server/delivery/tail.ts';
import { tailBatchSchema, tailStateSchema, type TailBatch } from '../../shared/tail.ts';
import { startApi, type Harness } from './harness.ts';

let api: Harness;
let id: string;
beforeAll(async () => {
  api = await startApi();
  id = await api.createDestination(await api.createAccount());
}, 30_000);
afterAll(() => api.stop());

const content = JSON.stringify({ person: { name: { firstName: 'Ada' } }, visits: 3 });
const record = (): TailedRecord => ({
  at: api.clock.now(),
  outcome: 'delivered',
  profileId: 'crm-1',
  reason: 'membership',
  code: null,
  delivered: { shardId: 'shard-1', sequenceNumber: '7', partitionKey: 'ada@example.com', attempts: 1, bytes: 40, acceptedAt: api.clock.now() - 12 },
  data: content,
});

/** A page that listens: what comes, batch by batch. */
async function listen(cookie: string, query = ''): Promise<{ response: IncomingMessage; next: () => Promise<TailBatch>; watchId: string }> {
  const known = new Set(api.watches.keys());
  const request = get(`${api.base}/api/destinations/${id}/tail${query}`, { headers: { cookie } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  const texts = response[Symbol.asyncIterator]();
  let text = '';
  const next = async (): Promise<TailBatch> => {
    for (;;) {
      const found = /event: records\ndata: (.*)\n\n/.exec(text);
      if (found !== null) {
        text = text.slice(found.index + found[0].length);
        return tailBatchSchema.parse(JSON.parse(found[1] as string));
      }
      const { value, done } = await texts.next();
      if (done === true) throw new Error('The stream ended.');
      text += String(value);
    }
  };
  const watchId = [...api.watches.keys()].find((watch) => !known.has(watch)) ?? '';
  return { response, next, watchId };
}

describe('GET /api/destinations/:id/tail', () => {
  test('watches with the filter, sends what was seen, and watches no more once the page is gone', async () => {
    const { response, next, watchId } = await listen(await api.cookieOf('admin'), '?outcome=delivered&reason=membership&profile=crm');
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(api.watches.get(watchId)).toEqual({ id: watchId, destinationId: id, filter: { outcome: 'delivered', reason: 'membership', profile: 'crm' }, findsExcluded: true });
    api.liveTail.take({ watchId, at: api.clock.now(), matched: 18_240, records: [record()] });
    expect(await next()).toMatchObject({
      matched: 18_240,
      items: [{ profileId: 'crm-1', delivered: { latencyMs: 12, partitionKey: 'ada@example.com' }, data: content, isMasked: false }],
    });
    response.destroy();
    await expect.poll(() => api.watches.size).toBe(0);
    api.liveTail.take({ watchId, at: api.clock.now(), matched: 1, records: [record()] });
  });

  test('shows values of people as far as the role may see them', async () => {
    const shown = async (role: 'marketer' | 'viewer') => {
      const { response, next, watchId } = await listen(await api.cookieOf(role));
      api.liveTail.take({ watchId, at: api.clock.now(), matched: 1, records: [record()] });
      const { items } = await next();
      response.destroy();
      return items[0];
    };
    const marketer = await shown('marketer');
    expect([marketer?.isMasked, marketer?.delivered?.partitionKey]).toEqual([true, 'ada@example.com']);
    expect(marketer?.data).toContain('"visits":3');
    expect(marketer?.data).not.toContain('Ada');
    expect(await shown('viewer')).toMatchObject({ data: null, delivered: { partitionKey: null, shardId: 'shard-1' } });
    await expect.poll(() => api.watches.size).toBe(0);
  });

  test('tells viewers why somebody was excluded, not who, and no search of theirs finds it out', async () => {
    const excluded: TailedRecord = { ...record(), outcome: 'excluded', code: 'consent_missing', delivered: null, data: null };
    const failed: TailedRecord = { ...excluded, outcome: 'failed', code: 'partition_key_invalid' };
    const shown = async (role: 'marketer' | 'viewer') => {
      const { response, next, watchId } = await listen(await api.cookieOf(role), '?profile=crm');
      const watch = api.watches.get(watchId);
      api.liveTail.take({ watchId, at: api.clock.now(), matched: 2, records: [excluded, failed] });
      const { items } = await next();
      response.destroy();
      return { finds: watch?.findsExcluded, items: items.map(({ profileId, code }) => [profileId, code]) };
    };
    expect(await shown('viewer')).toEqual({
      finds: false,
      items: [
        [null, 'consent_missing'],
        ['crm-1', 'partition_key_invalid'],
      ],
    });
    expect(await shown('marketer')).toEqual({
      finds: true,
      items: [
        ['crm-1', 'consent_missing'],
        ['crm-1', 'partition_key_invalid'],
      ],
    });
    await expect.poll(() => api.watches.size).toBe(0);
  });

  test('says first whether anybody delivers, and again when that changes', async () => {
    const request = get(`${api.base}/api/destinations/${id}/tail`, { headers: { cookie: await api.cookieOf('viewer') } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
    const events = (): unknown[] => [...text.matchAll(/event: (.*)\ndata: (.*)\n/g)].map(([, name, data]) => [name, tailStateSchema.parse(JSON.parse(data ?? ''))]);
    await expect.poll(events).toEqual([['state', { delivers: true }]]);
    await api.clock.advance(5_000);
    api.setDelivering(false);
    await api.clock.advance(5_000);
    api.setDelivering(true);
    await api.clock.advance(5_000);
    await expect.poll(events).toEqual([true, false, true].map((delivers) => ['state', { delivers }]));
    response.destroy();
    await expect.poll(() => api.watches.size).toBe(0);
  });

  test('ends with the session', async () => {
    const cookie = await api.cookieOf('marketer');
    const { response } = await listen(cookie);
    const ended = once(response.resume(), 'end');
    await api.call('DELETE', '/api/session', { cookie, headers: { origin: api.base } });
    await ended;
    await expect.poll(() => api.watches.size).toBe(0);
  });

  test('is for twenty at once', async () => {
    const cookie = await api.cookieOf('viewer');
    const open = await Promise.all(Array.from({ length: 20 }, () => listen(cookie)));
    const { status, headers } = await api.call('GET', `/api/destinations/${id}/tail`, { cookie });
    expect([status, headers.get('retry-after')]).toEqual([429, '30']);
    for (const { response } of open) response.destroy();
    await expect.poll(() => api.watches.size).toBe(0);
  });

  test('is of a destination that there is, and takes no filter that there is not', async () => {
    expect((await api.call('GET', '/api/destinations/dst_no/tail')).status).toBe(404);
    expect((await api.call('GET', `/api/destinations/${id}/tail?outcome=lost`)).json.issues[0].path).toBe('outcome');
  });
});
