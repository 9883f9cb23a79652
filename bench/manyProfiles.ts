/** Whether pages stay quick with very many people and 10,000 segments: each call of the Activate step, against a real server. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { segments, tenths, writeManyProfiles } from '../test/manyProfiles.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import type { Sink } from './startSink.ts';

const rounds = 5;

export async function benchManyProfiles(sink: Sink, profiles: number): Promise<void> {
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: sink.http1 });
  try {
    await server.start();
    await server.end('SIGTERM');
    const filledFrom = performance.now();
    const file = path.join(server.dataDir, 'tributary.db');
    writeManyProfiles(file, profiles);
    console.log(`  ${profiles.toLocaleString('en')} profiles in ${segments.toLocaleString('en')} segments written in ${seconds(filledFrom)} s, ${gibibytes(file)} GiB`);
    const startedAt = performance.now();
    await server.start();
    console.log(`  ready ${seconds(startedAt)} s after the start`);
    await callEach(server, profiles);
    console.log(`  memory of the server at most ${server.peakMiB().toFixed(0)} MiB`);
  } finally {
    await server.destroy();
  }
}

const seconds = (from: number): string => ((performance.now() - from) / 1_000).toFixed(1);
const gibibytes = (file: string): string => (statSync(file).size / 1024 ** 3).toFixed(1);

async function callEach(server: ServerProcess, profiles: number): Promise<void> {
  const destinationId = await server.activate('sink', 'eu-west-1', { segments: [{ id: 'small-0' }] });
  const activation = (...ids: string[]) => ({
    segments: ids.map((id) => ({ id, backfill: true })),
    attributes: [{ source: 'person.name.firstName' }, { source: 'loyalty.tier' }],
    partitionKey: { kind: 'identity', namespace: 'email_lc_sha256' },
  });
  const everyTenth = Array.from({ length: tenths }, (_, index) => `tenth-${index}`);
  const of = `/api/destinations/${destinationId}/activation`;
  await time('list of segments', server, 'GET', '/api/segments?limit=100');
  await time('search among segments', server, 'GET', '/api/segments?limit=100&search=small-77');
  await time('a segment of everybody', server, 'GET', '/api/segments/everybody');
  await time('its growth', server, 'GET', '/api/segments/everybody/growth');
  await time('people of it', server, 'GET', '/api/segments/everybody/profiles?limit=20');
  await time('what 500 people hold', server, 'POST', '/api/profile-fields', { segmentIds: ['everybody'] });
  await time('preview: everybody', server, 'POST', `${of}/preview`, { activation: activation('everybody') });
  await time('forecast: everybody', server, 'POST', `${of}/forecast`, { activation: activation('everybody'), segmentIds: ['everybody'] });
  await time('forecast: ten tenths, told apart', server, 'POST', `${of}/forecast`, { activation: activation(...everyTenth), segmentIds: everyTenth });
  await time('save an activation of ten tenths', server, 'PUT', of, { ...activation(...everyTenth), segments: everyTenth.map((id) => ({ id })), state: 'paused' });
  await time('save, and send everybody', server, 'PUT', of, { ...activation('everybody', ...everyTenth), state: 'paused' });
  const { size } = (await server.call('GET', '/api/segments/everybody')) as { size: number };
  if (size !== profiles) throw new Error(`The segment of everybody tells ${size} people instead of ${profiles}.`);
}

/** The first call by itself, since nothing is in memory yet; then the median of some. */
async function time(what: string, server: ServerProcess, method: string, apiPath: string, body?: unknown): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const startedAt = performance.now();
    await server.call(method, apiPath, body);
    times.push(performance.now() - startedAt);
  }
  const [first = 0, ...others] = times;
  const median = others.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  console.log(`  ${what.padEnd(36)} first ${first.toFixed(0).padStart(6)} ms  then ${median.toFixed(1).padStart(8)} ms`);
}
