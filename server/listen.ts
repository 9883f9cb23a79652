/** The socket that the server listens on, from its first request to its last. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { ConfigError, type Config } from './config.ts';
import { systemClock } from './kit/clock.ts';

/** Requests may finish for this long when the server stops, milliseconds. */
const requestsMs = 5_000;

/** Connections that wait for another request are looked for this often, milliseconds. */
const idleEveryMs = 100;

/** Takes no more connections and gives the requests under way a moment to end. */
export async function finishRequests(server: Server): Promise<void> {
  const ended = new AbortController();
  const closed = once(server, 'close');
  server.close();
  const stopLooking = systemClock.every(idleEveryMs, () => server.closeIdleConnections());
  await Promise.race([closed, systemClock.sleep(requestsMs, ended.signal)]);
  ended.abort();
  stopLooking();
  server.closeAllConnections();
  await closed;
}

/** A slow or stalled client costs a socket for seconds, not minutes: Node's defaults are 60 s, 300 s and 30 s. How long a body may take is up to what it is (`api/bodyDeadline.ts`). */
export async function listen(app: Parameters<typeof createServer>[1], config: Pick<Config, 'host' | 'port'>): Promise<Server> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 0, connectionsCheckingInterval: 1_000, keepAliveTimeout: 10_000 }, app);
  server.maxHeadersCount = 100;
  server.listen(config.port, config.host);
  try {
    await once(server, 'listening');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    if (code === 'EADDRINUSE') throw new ConfigError([`PORT is ${config.port}, which another program on ${config.host} uses already. Stop that program, or choose another port.`]);
    if (code === 'EACCES') throw new ConfigError([`PORT is ${config.port}, which this user may not use. Choose a port from 1024 on.`]);
    throw new ConfigError([
      `HOST is ${JSON.stringify(config.host.slice(0, 60))}, where this machine cannot listen (${code}). It takes an address of this machine, for example 127.0.0.1.`,
    ]);
  }
  return server;
}

export function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
