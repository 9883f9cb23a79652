import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { laneCount, laneOf } from '../../server/kit/lane.ts';
import { startFakeStream } from '../fakes/fakeStream.ts';
import { startPostgres } from '../postgresServer.ts';
import { ServerProcess } from '../serverProcess.ts';

const profiles = 4_000;
const perRequest = 1_000;

/** By partition of the log. */
async function readHolders(database: URL): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.href });
  await client.connect();
  const { rows } = await client.query<{ holder: string | null }>('SELECT holder FROM partition_leases ORDER BY partition');
  await client.end();
  return rows.map(({ holder }) => holder ?? '');
}

test('two workers with a backlog begin at once on one shard: it takes hardly a record in vain, and about as many from each', async () => {
  const postgres = await startPostgres();
  const database = await postgres.createDatabase();
  const stream = await startFakeStream({ shards: 1, seed: 3 });
  stream.latencyMs = 15;
  const shared = { TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, DATABASE_URL: database.href, TRIBUTARY_SECRET_KEY: randomBytes(32).toString('base64') };
  const api = new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'api' });
  const workers = [new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'worker' }), new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'worker' })];
  await api.start();
  try {
    const id = await api.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] }, { envelope: 'cloudevents' });
    await api.call('POST', `/api/destinations/${id}/disable`);
    for (let from = 0; from < profiles; from += perRequest) {
      const lines = Array.from({ length: perRequest }, (_, index) =>
        JSON.stringify({
          profileId: `p${from + index}`,
          identityMap: { ecid: [{ id: String(from + index) }] },
          segmentMembership: { ups: { high: { status: 'realized', lastQualificationTime: '2026-11-20T10:00:00Z' } } },
        }),
      );
      expect((await api.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson')).status).toBe(200);
    }
    await Promise.all(workers.map((worker) => worker.start()));
    const halves = async (): Promise<number[]> => {
      const holders = await readHolders(database);
      return [...new Set(holders)].filter((holder) => holder !== '').map((holder) => holders.filter((other) => other === holder).length);
    };
    await expect.poll(halves, { timeout: 30_000 }).toEqual([8, 8]);
    const holders = await readHolders(database);
    await api.call('POST', `/api/destinations/${id}/enable`);
    while (stream.records().length < profiles) await sleep(100);

    expect(stream.rowsReceived - stream.records().length).toBeLessThanOrEqual(0.03 * profiles);
    const middle = stream.records().slice(0.2 * profiles, 0.8 * profiles);
    const taken = new Map<string, number>();
    for (const { data } of middle) {
      const { subject } = JSON.parse(data.toString('utf8')) as { subject: string };
      const holder = holders[Math.floor(laneOf(subject) / (laneCount / holders.length))] ?? '';
      taken.set(holder, (taken.get(holder) ?? 0) + 1);
    }
    expect(taken.size).toBe(2);
    expect(Math.min(...taken.values())).toBeGreaterThanOrEqual(0.3 * middle.length);
  } finally {
    await Promise.all([api, ...workers].map((server) => server.destroy()));
    await stream.close();
    await postgres.stop();
  }
}, 240_000);
