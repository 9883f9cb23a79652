/** Whether pages stay quick with very many people and 10,000 segments: each call of the Activate step, against a real server. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ServerProcess } from '../test/serverProcess.ts';
import type { Sink } from './startSink.ts';

const segments = 10_000;
/** Everybody is in the first segment, in one of ten tenths, and in one of many small ones. */
const tenths = 10;
const small = segments - 1 - tenths;
const rounds = 5;

export async function benchManyProfiles(sink: Sink, profiles: number): Promise<void> {
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: sink.http1 });
  try {
    await server.start();
    await server.end('SIGTERM');
    const filledFrom = performance.now();
    const file = path.join(server.dataDir, 'tributary.db');
    fill(file, profiles);
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

/** Writes what so many posted profiles would have left, straight into the tables: posting ten million takes a quarter of an hour. */
function fill(file: string, profiles: number): void {
  const database = new DatabaseSync(file);
  const at = Date.parse('2026-11-20T10:00:00Z');
  const numbers = (step: number): string => `WITH RECURSIVE numbers (n) AS (SELECT ?1 UNION ALL SELECT n + ${step} FROM numbers WHERE n + ${step} < ${profiles})`;
  const membership = (name: string): string => `'"${name}":{"status":"realized","lastQualificationTime":"2026-11-20T10:00:00.000Z"}'`;
  const joined = [`'{"identityMap":{"email_lc_sha256":[{"id":"' || printf('%064x', n) || '"}],"ecid":[{"id":"' || printf('%038d', n) || '"}]},`]
    .concat(
      `"attributes":{"person":{"name":{"firstName":"Ada","lastName":"Lovelace"}},"loyalty":{"tier":"gold","points":' || n || '},"homeAddress":{"countryCode":"GB","city":"London"}},`,
    )
    .concat(
      `"segmentMembership":{"ups":{' || ${membership('everybody')} || ',' || replace(${membership('tenth-#')}, '#', n % ${tenths}) || ',' || replace(${membership('small-#')}, '#', n % ${small}) || '}}}'`,
    )
    .join('');
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN');
  database
    .prepare(`${numbers(1)} INSERT INTO profiles (profile_id, version, sequence, document, updated_at) SELECT printf('crm-%09d', n), 1, n + 1, ${joined}, ${at} FROM numbers`)
    .run(0);
  const insertSegment = database.prepare(
    `INSERT INTO segments (id, name, name_key, description, origin, labels, size, last_change_at, created_at, updated_at, version, counted_from)
     VALUES (?1, ?1, ?1, '', 'discovered', '[]', ?2, ${at}, ${at}, ${at}, 1, ${at}) RETURNING key`,
  );
  const insertCoverage = database.prepare('INSERT INTO segment_coverage SELECT ?1, value, ?2 FROM json_each(\'["ecid","email_lc_sha256"]\')');
  const addSegment = (id: string, first: number, step: number): void => {
    const size = Math.ceil((profiles - first) / step);
    const { key } = insertSegment.get(id, size) as { key: number };
    insertCoverage.run(key, size);
    if (size > 0) database.prepare(`${numbers(step)} INSERT INTO segment_members SELECT ${key}, printf('crm-%09d', n) FROM numbers`).run(first);
  };
  addSegment('everybody', 0, 1);
  for (let index = 0; index < tenths; index += 1) addSegment(`tenth-${index}`, index, tenths);
  for (let index = 0; index < small; index += 1) addSegment(`small-${index}`, index, small);
  database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('change_log', ?)").run(profiles);
  database.exec('COMMIT');
  database.close();
}
