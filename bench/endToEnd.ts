/** Profiles over HTTP → validated, merged, durable → built → delivered → proven: the whole server, as companies run it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from './figures.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import { postProfiles } from './postProfiles.ts';
import type { Sink } from './startSink.ts';

export const segmentId = '7841ba61-23c1-4bb3-a495-00d695fe1e93';
export const mapping = { attributes: [{ source: 'person.name.firstName' }, { source: 'loyalty.tier' }] };

export async function benchEndToEnd(sink: Sink, changes: number): Promise<Figure> {
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: sink.http1 });
  await server.start();
  try {
    const destinationId = await server.activate('sink', 'eu-west-1', { segments: [{ id: segmentId }], ...mapping });
    const before = await sink.records();
    const cpuBefore = server.cpuSeconds();
    const startedAt = performance.now();
    await postProfiles(server, changes, profileLine);
    const acceptedAfter = (performance.now() - startedAt) / 1_000;
    while ((await sink.records()) - before < changes) await sleep(20);
    const seconds = (performance.now() - startedAt) / 1_000;
    const cpuSeconds = server.cpuSeconds() - cpuBefore;
    console.log(`  accepted after ${acceptedAfter.toFixed(1)} s, delivered after ${seconds.toFixed(1)} s; ${JSON.stringify(await counts(server, destinationId, changes))}`);
    return { what: 'HTTP in → durable → delivered → proven', records: changes, seconds, cpuSeconds, peakMiB: server.peakMiB() };
  } finally {
    await server.destroy();
  }
}

/** A new profile, or one that changes from `round` to `round`: every line is one change and one record. */
export function profileLine(number: number, round = 0): string {
  return JSON.stringify({
    profileId: `crm-${number}`,
    identityMap: { email_lc_sha256: [{ id: number.toString(16).padStart(64, 'c') }], ecid: [{ id: String(10n ** 37n + BigInt(number)) }] },
    attributes: {
      person: { name: { firstName: 'Ada', lastName: 'Lovelace' } },
      loyalty: { tier: 'gold', points: number + round },
      homeAddress: { countryCode: 'GB', city: 'London' },
    },
    segmentMembership: { ups: { [segmentId]: { status: 'realized', lastQualificationTime: '2026-11-20T10:00:00Z' } } },
  });
}

async function counts(server: ServerProcess, destinationId: string, changes: number): Promise<unknown> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { totals } = await server.call('GET', `/api/destinations/${destinationId}/metrics`);
    const { received, activated, excluded, failed, pending } = totals as Record<string, number>;
    if (activated === changes) return { received, activated, excluded, failed, pending };
    await sleep(50);
  }
  throw new Error('The counts never reached what the sink took.');
}
