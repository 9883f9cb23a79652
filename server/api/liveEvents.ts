import type { ServerResponse } from 'node:http';
import type { ChangedEvent, DeliveryEvent } from '../../shared/delivery.ts';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';

const tickMs = 1_000;
/** Proxies close what is silent for long. */
const heartbeatMs = 15_000;
/** Listeners at once; each costs a socket and one write a second. */
const listenerLimit = 500;
/** A listener that reads so slowly that this many bytes wait for it is dropped; its browser connects again. */
const backlogLimit = 1024 * 1024;

interface Listener {
  readonly response: ServerResponse;
  readonly sessionHash: string | null;
  /** Destination → what was last sent of it, without its time. */
  readonly sent: Map<string, string>;
}

export interface LiveEvents {
  /** Sends events until the other side hangs up, its session ends or the server stops. False: there are too many listeners. */
  listen(response: ServerResponse, sessionHash: string | null): boolean;
  /** Tells every page that something it may show is different now. */
  changed(event: ChangedEvent): void;
  /** Ends what a session listens to. */
  endSession(sessionHash: string): void;
  close(): void;
}

/** `snapshot`: live totals per destination. `isOpen`: whether a session still stands; asked with every heartbeat. */
export function createLiveEvents(options: { snapshot: () => Promise<DeliveryEvent[]>; isOpen: (sessionHash: string) => Promise<boolean>; clock: Clock; log: Log }): LiveEvents {
  const listeners = new Set<Listener>();

  function write(listener: Listener, text: string): void {
    if (listener.response.writableLength > backlogLimit) drop(listener);
    else listener.response.write(text);
  }

  function drop(listener: Listener): void {
    listeners.delete(listener);
    listener.response.end();
  }

  function sendDeliveries(listener: Listener, events: readonly DeliveryEvent[]): void {
    for (const { at, ...content } of events) {
      const text = JSON.stringify(content);
      if (listener.sent.get(content.destinationId) === text) continue;
      listener.sent.set(content.destinationId, text);
      write(listener, `event: delivery\ndata: ${JSON.stringify({ ...content, at })}\n\n`);
    }
  }

  async function heartbeat(listener: Listener): Promise<void> {
    const open = listener.sessionHash === null || (await options.isOpen(listener.sessionHash));
    if (open) write(listener, ': alive\n\n');
    else drop(listener);
  }

  /** Reads the totals once for all who are there by then. */
  async function sendTotals(to: Iterable<Listener>): Promise<void> {
    const events = await options.snapshot();
    for (const listener of to) if (listeners.has(listener)) sendDeliveries(listener, events);
  }

  const totalsUnread = (error: unknown): void => options.log.warn({ error }, 'Live totals could not be read');
  const stopTicking = options.clock.every(tickMs, () => {
    if (listeners.size > 0) sendTotals(listeners).catch(totalsUnread);
  });
  const stopBeating = options.clock.every(heartbeatMs, () => {
    for (const listener of listeners) {
      heartbeat(listener).catch((error: unknown) => {
        options.log.warn({ error }, 'A session could not be checked, so its live events end');
        drop(listener);
      });
    }
  });

  return {
    listen(response, sessionHash) {
      if (listeners.size >= listenerLimit) return false;
      const listener: Listener = { response, sessionHash, sent: new Map() };
      listeners.add(listener);
      response.on('close', () => listeners.delete(listener));
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      response.write('retry: 2000\n\n');
      sendTotals([listener]).catch(totalsUnread);
      return true;
    },
    changed(event) {
      for (const listener of listeners) write(listener, `event: changed\ndata: ${JSON.stringify(event)}\n\n`);
    },
    endSession(sessionHash) {
      for (const listener of listeners) if (listener.sessionHash === sessionHash) drop(listener);
    },
    close() {
      stopTicking();
      stopBeating();
      for (const listener of listeners) drop(listener);
    },
  };
}
