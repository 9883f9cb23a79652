import type { ServerResponse } from 'node:http';
import type { Role } from '../../shared/session.ts';
import type { TailBatch, TailFilter, TailRecord, TailState } from '../../shared/tail.ts';
import type { Caller } from '../access/sessions.ts';
import type { DeliverySupervisor } from '../delivery/supervisor.ts';
import type { TailedRecord, Watch, WatchedBatch } from '../delivery/tail.ts';
import { isoTime, type Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import { createEventStreams, type EventStream } from './eventStream.ts';
import { shownKey } from './presentDelivery.ts';
import { presentRecord } from './presentRecord.ts';
import { shownTo } from './presentSample.ts';

/** Watchers at once: each looks at every outcome of its destination. */
const watcherLimit = 20;
/** Whether anybody delivers is looked at again this often, milliseconds. */
const lookEveryMs = 5_000;

export interface LiveTail {
  /** Sends what becomes of a destination's records until the other side hangs up, its session ends or the server stops. False: there are too many watchers. */
  listen(response: ServerResponse, caller: Caller, destinationId: string, filter: TailFilter): boolean;
  /** Delivery saw something for a watcher. */
  take(batch: WatchedBatch): void;
  endSession(sessionHash: string): void;
  close(): void;
}

interface Watcher {
  readonly stream: EventStream;
  readonly role: Role;
  /** What it was last told; null: nothing yet. */
  delivers: boolean | null;
}

/** Each page is told first whether anybody delivers, and again when that changes. */
export function createLiveTail(options: {
  supervisor: Pick<DeliverySupervisor, 'watch' | 'unwatch' | 'delivers'>;
  isOpen: (sessionHash: string) => Promise<boolean>;
  clock: Clock;
  log: Log;
}): LiveTail {
  const { supervisor, clock, log } = options;
  const streams = createEventStreams({ ...options, limit: watcherLimit });
  const watchers = new Map<string, Watcher>();
  let lastId = 0;

  function tellState(watcher: Watcher, delivers: boolean): void {
    if (watcher.delivers === delivers) return;
    watcher.delivers = delivers;
    watcher.stream.send('state', { delivers } satisfies TailState);
  }

  async function begin(watcher: Watcher, watch: Watch): Promise<void> {
    tellState(watcher, await supervisor.delivers());
    if (watchers.has(watch.id)) await supervisor.watch(watch);
  }

  async function lookAgain(): Promise<void> {
    const delivers = await supervisor.delivers();
    for (const watcher of watchers.values()) tellState(watcher, delivers);
  }

  const failed = (error: unknown): void => log.warn({ error }, 'Delivery could not be watched');
  const stopLooking = clock.every(lookEveryMs, () => {
    if (watchers.size > 0) lookAgain().catch(failed);
  });

  return {
    listen(response, { role, sessionHash }, destinationId, filter) {
      const id = String((lastId += 1));
      const stream = streams.open(response, sessionHash, () => {
        watchers.delete(id);
        supervisor.unwatch(id).catch(failed);
      });
      if (stream === null) return false;
      const watcher: Watcher = { stream, role, delivers: null };
      watchers.set(id, watcher);
      // The browser tries again, and with it this.
      begin(watcher, { id, destinationId, filter, findsExcluded: knowsExcluded(role) }).catch((error: unknown) => {
        failed(error);
        response.end();
      });
      return true;
    },
    take({ watchId, at, matched, records }) {
      const watcher = watchers.get(watchId);
      if (watcher === undefined) return;
      const batch: TailBatch = { at: isoTime(at), matched, items: records.map((record) => presentTailed(record, watcher.role)) };
      watcher.stream.send('records', batch);
    },
    endSession: (sessionHash) => streams.endSession(sessionHash),
    close() {
      stopLooking();
      streams.close();
    },
  };
}

/** Why a person was left out, without consent for one, is a fact about the person: viewers are told the reason, not of whom. Dead letters are about records, and name theirs. */
const knowsExcluded = (role: Role): boolean => role !== 'viewer';

/** PURE. What a role sees of a record on its way. */
export function presentTailed({ at, outcome, profileId, reason, code, delivered, data }: TailedRecord, role: Role): TailRecord {
  const shown = data === null ? { data: null, isMasked: false } : presentRecord(data, shownTo[role]);
  return {
    at: isoTime(at),
    outcome,
    profileId: outcome === 'excluded' && !knowsExcluded(role) ? null : profileId,
    reason,
    code,
    delivered:
      delivered === null
        ? null
        : {
            shardId: delivered.shardId,
            sequenceNumber: delivered.sequenceNumber,
            partitionKey: shownKey({ profileId, partitionKey: delivered.partitionKey }, role),
            attempts: delivered.attempts,
            bytes: delivered.bytes,
            latencyMs: at - delivered.acceptedAt,
          },
    ...shown,
  };
}
