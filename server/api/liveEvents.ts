import type { ServerResponse } from 'node:http';
import type { ChangedEvent, DeliveryEvent } from '../../shared/delivery.ts';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import { createEventStreams, type EventStream } from './eventStream.ts';

const tickMs = 1_000;
/** Listeners at once; each costs a socket and one write a second. */
const listenerLimit = 500;

/** Destination → what was last sent of it, without its time. */
type Sent = Map<string, string>;

export interface LiveEvents {
  /** Sends events until the other side hangs up, its session ends or the server stops. False: there are too many listeners. */
  listen(response: ServerResponse, sessionHash: string | null): boolean;
  /** Tells every page that something it may show is different now. */
  changed(event: ChangedEvent): void;
  /** Ends what a session listens to. */
  endSession(sessionHash: string): void;
  close(): void;
}

/** `snapshot`: live totals per destination. `isOpen`: whether a session still stands. */
export function createLiveEvents(options: { snapshot: () => Promise<DeliveryEvent[]>; isOpen: (sessionHash: string) => Promise<boolean>; clock: Clock; log: Log }): LiveEvents {
  const streams = createEventStreams({ ...options, limit: listenerLimit });
  const listeners = new Map<EventStream, Sent>();

  function sendDeliveries(stream: EventStream, sent: Sent, events: readonly DeliveryEvent[]): void {
    for (const { at, ...content } of events) {
      const text = JSON.stringify(content);
      if (sent.get(content.destinationId) === text) continue;
      sent.set(content.destinationId, text);
      stream.send('delivery', { ...content, at });
    }
  }

  /** Reads the totals once for all who are there by then. */
  async function sendTotals(to: Iterable<EventStream>): Promise<void> {
    const events = await options.snapshot();
    for (const stream of to) {
      const sent = listeners.get(stream);
      if (sent !== undefined) sendDeliveries(stream, sent, events);
    }
  }

  const totalsUnread = (error: unknown): void => options.log.warn({ error }, 'Live totals could not be read');
  const stopTicking = options.clock.every(tickMs, () => {
    if (listeners.size > 0) sendTotals(listeners.keys()).catch(totalsUnread);
  });

  return {
    listen(response, sessionHash) {
      const stream = streams.open(response, sessionHash, () => stream !== null && listeners.delete(stream));
      if (stream === null) return false;
      listeners.set(stream, new Map());
      sendTotals([stream]).catch(totalsUnread);
      return true;
    },
    changed(event) {
      for (const stream of listeners.keys()) stream.send('changed', event);
    },
    endSession: (sessionHash) => streams.endSession(sessionHash),
    close() {
      stopTicking();
      streams.close();
    },
  };
}
