/** How full the other shards stay while one profile makes 40 % of all changes: the whole server, working off a backlog. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../test/serverProcess.ts';
import { postProfiles } from './postProfiles.ts';
import { startLimitedSink } from './startLimitedSink.ts';

const shards = 4;
const recordsPerSecond = 1_000;
const latencyMs = 15;
const segmentId = 'hot';
const warmUpMs = 2_000;
/** Each part of the time is looked at by itself, so that a stall shows. */
const partMs = 5_000;

function line(number: number): string {
  // Four in ten changes are of one profile; every other one is of somebody new.
  const profileId = number % 5 < 2 ? 'hot' : `crm-${number}`;
  return JSON.stringify({
    profileId,
    attributes: { loyalty: { points: number }, person: { name: { firstName: 'Ada' } } },
    segmentMembership: { ups: { [segmentId]: { status: 'realized', lastQualificationTime: '2026-11-20T10:00:00Z' } } },
  });
}

export async function benchHotKey(seconds: number): Promise<void> {
  const sink = await startLimitedSink({ shards, latencyMs });
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: sink.endpoint });
  await server.start();
  try {
    const destinationId = await server.activate('audience-events', 'eu-west-1', { segments: [{ id: segmentId }], attributes: [{ source: 'loyalty.points' }] });
    await server.call('POST', `/api/destinations/${destinationId}/disable`);
    // Enough that the other three shards have something to take all the time, and a fifth more.
    await postProfiles(server, Math.ceil(((seconds + warmUpMs / 1_000) * recordsPerSecond * shards * 1.2) / 0.6), line);
    await server.call('POST', `/api/destinations/${destinationId}/enable`);
    await sleep(warmUpMs);
    const before = await sink.count();
    let last = before;
    const parts: number[] = [];
    for (let part = 0; part < (seconds * 1_000) / partMs; part += 1) {
      await sleep(partMs);
      const now = await sink.count();
      parts.push(leastUsed(last, now));
      last = now;
    }
    const used = Object.keys(last.byShard).map((id) => usedOf(id, before, last).toFixed(3));
    console.log(`\nOne profile makes 40 % of all changes; ${shards} shards, ${seconds} s after ${warmUpMs / 1_000} s`);
    console.log(`  used per shard ${used.join('  ')}  least of the three fullest in ${partMs / 1_000} s ${Math.min(...parts).toFixed(3)}  peak ${server.peakMiB().toFixed(0)} MiB`);
    console.log(`  ${JSON.stringify({ used, parts, peakMiB: server.peakMiB() })}`);
  } finally {
    await server.destroy();
    sink.stop();
  }
}

type Count = Awaited<ReturnType<Awaited<ReturnType<typeof startLimitedSink>>['count']>>;

/** The second emptiest shard: the emptiest may be the hot one, whose profile can have one record under way. */
function leastUsed(from: Count, to: Count): number {
  return Object.keys(to.byShard)
    .map((id) => usedOf(id, from, to))
    .toSorted((a, b) => a - b)[1] as number;
}

/** Of what a shard takes. */
function usedOf(id: string, from: Count, to: Count): number {
  return ((to.byShard[id] ?? 0) - (from.byShard[id] ?? 0)) / ((to.at - from.at) / 1_000) / recordsPerSecond;
}
