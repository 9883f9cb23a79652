/**
 * `npm run demo`: everything on this machine and nothing kept. A local stream, the real server with a data folder that
 * is removed at the end, sample profiles, and a trickle of changes until Ctrl-C.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemRandom } from '../server/kit/backoff.ts';
import { isoTime, systemClock } from '../server/kit/clock.ts';
import { startServer } from '../server/main.ts';
import { DemoApi } from './api.ts';
import { findFreePort } from './freePort.ts';
import { demoCredentials, startLocalStream } from './localStream.ts';
import { browserCommand, openBrowser } from './openBrowser.ts';
import { StreamReader } from './streamReader.ts';
import { Trickle, type Person } from './trickle.ts';

const streamName = 'audience-events';
const shardCount = 4;
/** Milliseconds between two changes: three to six a second. */
const pauseMs = { shortest: 167, longest: 333 };

interface SampleSegment {
  id: string;
  name: string;
  description: string;
}

const sample = (name: string): Promise<string> => readFile(new URL(`../samples/${name}`, import.meta.url), 'utf8');

async function choosePort(): Promise<number> {
  const wanted = Number(process.env['PORT'] ?? 8080);
  const port = Number.isInteger(wanted) && wanted > 0 ? await findFreePort(wanted) : null;
  if (port === null) throw new Error(`No free port at ${process.env['PORT'] ?? 8080} or just above. Name one, for example PORT=9000 npm run demo.`);
  if (port !== wanted) console.log(`Port ${wanted} is taken; using ${port}.`);
  return port;
}

async function keepChanging(api: DemoApi, trickle: Trickle, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await systemClock.sleep(pauseMs.shortest + systemRandom() * (pauseMs.longest - pauseMs.shortest), signal);
    if (signal.aborted) return;
    await api.postProfiles(`${JSON.stringify(trickle.next(isoTime(systemClock.now())))}\n`);
  }
}

function printWelcome(link: string, region: string): void {
  console.log(`
Tributary is running. Open this link; it signs you in:

  ${link}

In the wizard, connect the local stream with:

  Access key   ${demoCredentials.accessKeyId}
  Secret key   ${demoCredentials.secretAccessKey}
  Region       ${region}
  Stream       ${streamName}

Nothing leaves this machine. Ctrl-C ends the demo and removes all it stored.
`);
}

async function runDemo(): Promise<void> {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    console.log('\nStopping…');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

  const dataDir = await mkdtemp(path.join(tmpdir(), 'tributary-demo-'));
  const cleanUp: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  try {
    const stream = await startLocalStream(streamName, shardCount, systemClock);
    cleanUp.unshift(() => stream.close());
    const reader = new StreamReader(stream.client, streamName);
    const port = await choosePort();
    const token = randomBytes(24).toString('base64url');
    const server = await startServer({
      environment: {
        PORT: String(port),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        TRIBUTARY_DATA_DIR: dataDir,
        TRIBUTARY_ADMIN_TOKEN: token,
        TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint,
      },
      demo: { readStream: () => reader.read() },
    });
    cleanUp.unshift(() => server.close());

    const api = new DemoApi(server.url, token, systemClock);
    const segments = JSON.parse(await sample('segments.json')) as SampleSegment[];
    for (const segment of segments) await api.putSegment(segment);
    const profiles = await sample('profiles.ndjson');
    await api.postProfiles(profiles);

    const link = `${server.url}/sign-in#token=${token}`;
    printWelcome(link, stream.region);
    const command = browserCommand(process.platform, process.env);
    if (command !== null && !(await openBrowser(link, command))) console.log('No browser could be opened. Open the link above by hand.');

    const people = profiles
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Person);
    const trickle = new Trickle(
      people,
      segments.map(({ id }) => id),
      systemRandom,
    );
    const failed = server.failed.then((error) => Promise.reject(error));
    await Promise.race([keepChanging(api, trickle, stopping.signal), failed]);
  } finally {
    for (const step of cleanUp) await step();
  }
}

try {
  await runDemo();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
