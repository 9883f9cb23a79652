/** How long people and upstream systems wait for an answer: while nothing is delivered, and while a backfill runs at full rate. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../test/serverProcess.ts';
import { mapping, profileLine, segmentId } from './endToEnd.ts';
import { postProfiles } from './postProfiles.ts';
import type { Sink } from './startSink.ts';

/** Between two requests of a kind: often enough for a p99, seldom enough to be no load of its own. */
const pauseMs = 5;
const idleMs = 3_000;

interface Kind {
  readonly what: string;
  readonly send: (server: ServerProcess, number: number) => Promise<Response>;
}

const kinds: readonly Kind[] = [
  { what: 'GET /api/destinations', send: (server) => server.send('GET', '/api/destinations', undefined, 'application/json') },
  { what: 'GET /metrics, with what delivery counts', send: (server) => server.send('GET', '/metrics', undefined, 'application/json') },
  { what: 'POST /api/profiles, one profile', send: (server, number) => server.send('POST', '/api/profiles', profileLine(10 ** 9 + number), 'application/x-ndjson') },
];

export async function benchApiLatency(sink: Sink, profiles: number): Promise<void> {
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: sink.http1 });
  await server.start();
  try {
    await postProfiles(server, profiles, profileLine);
    await printLatencies('nothing is delivered', server, sleep(idleMs));
    const before = await sink.records();
    const startedAt = performance.now();
    await server.activate('sink', 'eu-west-1', { segments: [{ id: segmentId, backfill: true }], ...mapping });
    const delivered = (async () => {
      while ((await sink.records()) - before < profiles) await sleep(20);
    })();
    await printLatencies('a backfill runs at full rate', server, delivered);
    console.log(
      `  the backfill delivered ${Math.round((profiles / (performance.now() - startedAt)) * 1_000).toLocaleString('en')} records/s; peak ${server.peakMiB().toFixed(0)} MiB`,
    );
  } finally {
    await server.destroy();
  }
}

/** One lane per kind, until `over` resolves. */
async function printLatencies(when: string, server: ServerProcess, over: Promise<unknown>): Promise<void> {
  let isOver = false;
  const lane = async ({ what, send }: Kind): Promise<void> => {
    const times: number[] = [];
    while (!isOver) {
      const startedAt = performance.now();
      const response = await send(server, times.length);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${what}: ${response.status}`);
      times.push(performance.now() - startedAt);
      await sleep(pauseMs);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.min(times.length - 1, Math.floor(times.length * share))] as number).toFixed(1).padStart(6);
    console.log(`  ${what.padEnd(40)} ${when.padEnd(30)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  p99 ${at(0.99)} ms  slowest ${at(1)} ms  of ${times.length}`);
  };
  const lanes = Promise.all(kinds.map(lane));
  await Promise.race([over, lanes]);
  isOver = true;
  await lanes;
}
