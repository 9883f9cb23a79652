import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const adminToken = 'admin-token-for-tests-and-benchmarks';
/** As `npm start` runs it (package.json): with less room the heaps grow less eagerly, which keeps a busy server some 110 MB smaller (docs/decisions/0008). */
const startFlags = ['--max-old-space-size=1024', '--max-semi-space-size=8'];
/** Clock ticks of /proc per second: fixed to 100 on Linux. */
const ticksPerSecond = 100;

/** Accepted everywhere a made-up key is: what the fields of the destination type take. */
export const accessKey = { method: 'access_key', accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 's'.repeat(40) };

/**
 * The real server in a process of its own, on a free port, with a throw-away data folder that outlives restarts.
 * CPU and memory are read from /proc, so those two work on Linux only.
 */
export class ServerProcess {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'tributary-server-'));
  #child: ChildProcess | null = null;
  /** Every line the server printed. */
  readonly lines: string[] = [];
  url = '';

  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#environment = environment;
  }

  get dataDir(): string {
    return this.#folder;
  }

  /** What each file of the data folder holds, byte by byte. */
  stored(): string[] {
    const files = readdirSync(this.#folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'latin1'));
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [...startFlags, path.join(import.meta.dirname, '../server/main.ts')], {
      env: { PATH: process.env.PATH ?? '', PORT: '0', TRIBUTARY_DATA_DIR: this.#folder, TRIBUTARY_ADMIN_TOKEN: adminToken, ...this.#environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.lines.push(line);
        const url = line.startsWith('{') ? (JSON.parse(line) as { url?: string }).url : undefined;
        if (url === undefined) return;
        this.url = url;
        resolve();
      });
      child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready: ${this.lines.at(-1)}`)));
    });
  }

  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Sends the signal and waits for the end; the exit code, or null when a signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = this.ended();
    this.#child?.kill(signal);
    return ended;
  }

  /** Waits until the process ends by itself; the exit code, or null when a signal ended it. */
  async ended(): Promise<number | null> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }

  async destroy(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Calls the API as admin; throws for anything but a 2xx. */
  async call(method: string, apiPath: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await this.send(method, apiPath, body === undefined ? undefined : JSON.stringify(body), 'application/json');
    const answer = response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
    if (!response.ok) throw new Error(`${method} ${apiPath}: ${JSON.stringify(answer)}`);
    return answer;
  }

  send(method: string, apiPath: string, body: string | undefined, contentType: string): Promise<Response> {
    return fetch(this.url + apiPath, { method, headers: { authorization: `Bearer ${adminToken}`, 'content-type': contentType }, ...(body === undefined ? {} : { body }) });
  }

  /** Account, destination and activation; the id of the destination. */
  async activate(
    stream: string,
    region: string,
    activation: { segments: readonly { id: string; backfill?: boolean }[]; attributes?: readonly object[] },
    options: object = {},
  ): Promise<string> {
    const account = await this.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Account', region, credentials: accessKey });
    for (const { id } of activation.segments) await this.call('PUT', `/api/segments/${id}`, { name: `Segment ${id}` });
    const destination = await this.call('POST', '/api/destinations', { accountId: account.id, name: 'Destination', stream, options });
    await this.call('PUT', `/api/destinations/${String(destination.id)}/activation`, activation);
    return String(destination.id);
  }

  /** User and system seconds since the start. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child?.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** The most it ever had resident, MiB. */
  peakMiB(): number {
    return this.#memoryMiB('VmHWM');
  }

  /** What it has resident now, MiB. */
  residentMiB(): number {
    return this.#memoryMiB('VmRSS');
  }

  #memoryMiB(field: string): number {
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8'))?.[1]) / 1024;
  }
}
