import type { ServerResponse } from 'node:http';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';

/** Proxies close what is silent for long. */
const heartbeatMs = 15_000;
/** A listener that reads so slowly that this many bytes wait for it is dropped; its browser connects again. */
const backlogLimit = 1024 * 1024;

/** One page that listens. */
export interface EventStream {
  send(event: string, data: unknown): void;
}

/** Server-sent events: each stream ends with its session, when the other side hangs up, and when the server stops. */
export interface EventStreams {
  /** Null: there are too many. `onEnd` is called once. */
  open(response: ServerResponse, sessionHash: string | null, onEnd: () => void): EventStream | null;
  /** Ends what a session listens to. */
  endSession(sessionHash: string): void;
  close(): void;
}

interface Listener extends EventStream {
  readonly response: ServerResponse;
  readonly sessionHash: string | null;
}

/** `limit`: listeners at once; each costs a socket. `isOpen`: whether a session still stands; asked with every heartbeat. */
export function createEventStreams(options: { limit: number; isOpen: (sessionHash: string) => Promise<boolean>; clock: Clock; log: Log }): EventStreams {
  const listeners = new Set<Listener>();

  function write(listener: Listener, text: string): void {
    if (listener.response.writableLength > backlogLimit) drop(listener);
    else listener.response.write(text);
  }

  function drop(listener: Listener): void {
    listeners.delete(listener);
    listener.response.end();
  }

  async function heartbeat(listener: Listener): Promise<void> {
    const open = listener.sessionHash === null || (await options.isOpen(listener.sessionHash));
    if (open) write(listener, ': alive\n\n');
    else drop(listener);
  }

  const stopBeating = options.clock.every(heartbeatMs, () => {
    for (const listener of listeners) {
      heartbeat(listener).catch((error: unknown) => {
        options.log.warn({ error }, 'A session could not be checked, so its live events end');
        drop(listener);
      });
    }
  });

  return {
    open(response, sessionHash, onEnd) {
      if (listeners.size >= options.limit) return null;
      const listener: Listener = { response, sessionHash, send: (event, data) => write(listener, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`) };
      listeners.add(listener);
      response.on('close', () => {
        listeners.delete(listener);
        onEnd();
      });
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      response.write('retry: 2000\n\n');
      return listener;
    },
    endSession(sessionHash) {
      for (const listener of listeners) if (listener.sessionHash === sessionHash) drop(listener);
    },
    close() {
      stopBeating();
      for (const listener of listeners) drop(listener);
    },
  };
}
