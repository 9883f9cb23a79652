import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';

const mib = 1024 * 1024;
const diskMib = 64;

/** A small disk of its own: root on Linux may mount one, and where nobody may these tests are skipped. */
function mountDisk(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'tributary-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMib}m`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

const disk = mountDisk();
afterAll(() => {
  if (disk === null) return;
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

describe.skipIf(disk === null)('a full disk', () => {
  const folder = disk ?? '';
  const ballast = path.join(folder, 'ballast');
  let stream: FakeStream;
  let server: ServerProcess;
  let destinationId: string;
  let accepted: number;

  beforeEach(async () => {
    stream = await startFakeStream({ enforceShardLimits: false, seed: 3 });
    accepted = 0;
  });
  afterEach(async () => {
    await server.destroy();
    await stream.close();
    rmSync(path.join(folder, 'data'), { recursive: true, force: true });
    rmSync(ballast, { force: true });
  });

  async function start(reserveMib: number): Promise<void> {
    server = new ServerProcess({
      TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint,
      TRIBUTARY_DATA_DIR: path.join(folder, 'data'),
      TRIBUTARY_DISK_RESERVE_MIB: String(reserveMib),
    });
    await server.start();
    destinationId = await server.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] });
  }
  /** Leaves so much of the disk free, bytes. */
  function fill(left: number): void {
    const { bavail, bsize } = statfsSync(folder);
    try {
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
    }
  }
  let number = 0;
  /** One request of new people; what was answered. */
  async function post(people: number, size = 200): Promise<Response> {
    const lines = Array.from({ length: people }, () =>
      JSON.stringify({ profileId: `p${(number += 1)}`, attributes: { note: 'x'.repeat(size) }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
    );
    const response = await server.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson');
    if (response.status === 200) accepted += people;
    return response;
  }
  async function totals(): Promise<Record<string, number>> {
    return (await server.call('GET', `/api/destinations/${destinationId}/metrics`)).totals as Record<string, number>;
  }
  const check = () => server.call('GET', `/api/destinations/${destinationId}/self-check`);
  const logged = (message: string): number => server.lines.filter((line) => line.includes(message)).length;

  test('below the reserve profiles are refused with a time to try again, delivery stores its outcomes, and all goes on once there is space', async () => {
    await start(24);
    await server.call('POST', `/api/destinations/${destinationId}/disable`);
    expect((await post(400)).status).toBe(200);
    fill(20 * mib);
    await sleep(300);
    const refused = await post(1_200);
    const { code, detail } = (await refused.json()) as { code: string; detail: string };
    expect([refused.status, refused.headers.get('retry-after'), code]).toEqual([503, '5', 'defect']);
    expect(detail).toContain('nearly full');
    expect((await server.send('GET', `/api/profiles/p${number}`, undefined, 'application/json')).status).toBe(404);
    await server.call('POST', `/api/destinations/${destinationId}/enable`);
    await expect.poll(totals, { timeout: 10_000 }).toMatchObject({ activated: 400, pending: 0 });
    expect(await check()).toMatchObject({ addsUp: true });
    rmSync(ballast);
    await expect.poll(async () => (await post(1)).status, { timeout: 2_000, interval: 100 }).toBe(200);
    await expect.poll(totals, { timeout: 10_000 }).toMatchObject({ activated: accepted, pending: 0 });
    expect(logged('profiles are refused until there is space')).toBe(1);
    expect(logged('has space again')).toBe(1);
  }, 60_000);

  test('without a reserve nothing that was acknowledged is lost: requests are refused, outcomes wait, pages can be read, and all goes on without a restart', async () => {
    await start(0);
    stream.latencyMs = 400;
    const statuses: number[] = [(await post(300)).status];
    fill(0);
    // What is already there of the database's log is written first; then the disk is really full.
    for (let request = 0; request < 120 && statuses.at(-1) === 200; request += 1) statuses.push((await post(50, 8_000)).status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    await expect.poll(() => logged('outcomes could not be stored; trying again'), { timeout: 15_000 }).toBeGreaterThan(0);
    const refused = await post(50, 8_000);
    expect([refused.status, refused.headers.get('retry-after') !== null]).toEqual([503, true]);
    expect((await server.call('GET', `/api/destinations/${destinationId}`)).status).toBe('enabled');
    rmSync(ballast);
    await expect.poll(async () => (await post(1)).status, { timeout: 10_000, interval: 200 }).toBe(200);
    await expect.poll(totals, { timeout: 20_000, interval: 200 }).toMatchObject({ activated: accepted, failed: 0, pending: 0 });
    expect(await check()).toMatchObject({ addsUp: true, pending: 0 });
    expect(new Set(stream.records().map(({ partitionKey }) => partitionKey)).size).toBe(accepted);
  }, 90_000);
});
