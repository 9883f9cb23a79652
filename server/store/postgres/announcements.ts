import type { Pool, PoolClient } from 'pg';
import { backoffMs, storeBackoff, type Random } from '../../kit/backoff.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Announcement, Announcements, Listener } from '../announcements.ts';

const channel = 'tributary';
/** Topics are channels of their own, so that nobody gets what is not for them. */
const channelOf = (topic: string): string => `${channel}_${topic}`;
/** The head of the log is announced at most this often, milliseconds: PostgreSQL lets commits that announce wait for each other. */
const headEveryMs = 20;
/** A connection that listens is asked for a sign of life this often, milliseconds: one that was cut silently would hear nothing for ever. */
const listenCheckMs = 10_000;

/** Announcements by LISTEN and NOTIFY. They are sent after the transaction they tell of, from a connection of their own. */
export function createAnnouncements({ pool, clock, random }: { pool: Pool; clock: Clock; random: Random }): Announcements {
  const listeners: Listener[] = [];
  const topics = new Map<string, (message: string) => void>();
  /** The connection that listens, while there is one. */
  let line: PoolClient | null = null;
  const closing = new AbortController();
  let listening: Promise<void> | null = null;
  let head = 0;
  let announcing: Promise<void> | null = null;

  const send = async (announcement: Announcement): Promise<void> => {
    // Who misses it finds out by looking.
    await pool.query('SELECT pg_notify($1, $2)', [channel, JSON.stringify(announcement)]).catch(() => undefined);
  };

  async function announceHead(): Promise<void> {
    for (let sent = 0; sent < head; await clock.sleep(headEveryMs, closing.signal)) {
      sent = head;
      await send({ appended: sent });
    }
    announcing = null;
  }

  /** Listens until the connection breaks. */
  async function listenOnce(client: PoolClient): Promise<void> {
    const broken = new AbortController();
    client.on('error', () => broken.abort());
    client.on('notification', ({ channel: from, payload = '' }) => {
      if (from !== channel) return topics.get(from)?.(payload);
      const announcement = JSON.parse(payload) as Announcement;
      for (const listener of listeners) listener.take(announcement);
    });
    line = client;
    for (const name of [channel, ...topics.keys()]) await listenTo(client, name);
    for (const listener of listeners) listener.missed();
    const ended = AbortSignal.any([closing.signal, broken.signal]);
    while (!ended.aborted) {
      await clock.sleep(listenCheckMs, ended);
      if (!ended.aborted) await client.query('SELECT 1');
    }
  }

  async function keepListening(): Promise<void> {
    for (let attempt = 1; !closing.signal.aborted; attempt += 1) {
      try {
        const client = await pool.connect();
        await listenOnce(client).finally(() => {
          line = null;
          client.release(true);
        });
        attempt = 0;
      } catch {
        await clock.sleep(backoffMs(storeBackoff, attempt, random), closing.signal);
      }
    }
  }

  return {
    announce(announcement) {
      if (closing.signal.aborted) return;
      if (!('appended' in announcement)) return void send(announcement);
      head = Math.max(head, announcement.appended);
      announcing ??= announceHead();
    },
    listen(listener) {
      listeners.push(listener);
      // What was said before now is lost to this one.
      if (line !== null) listener.missed();
      listening ??= keepListening();
    },
    async publish(topic, messages) {
      await pool.query('SELECT pg_notify($1, message) FROM unnest($2::text[]) message', [channelOf(topic), messages]);
    },
    hear(topic, take) {
      const name = channelOf(topic);
      topics.set(name, take);
      // Where the line breaks now, it listens to this, too, once it is there again.
      if (line !== null) listenTo(line, name).catch(() => undefined);
      listening ??= keepListening();
    },
    async close() {
      closing.abort();
      await Promise.all([listening, announcing]);
      await pool.end();
    },
  };
}

const listenTo = (client: PoolClient, name: string): Promise<unknown> => client.query(`LISTEN ${client.escapeIdentifier(name)}`);
