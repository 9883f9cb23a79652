import type { ChangedEvent } from '../../shared/delivery.ts';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { NoticeRow } from '../store/alertChannelStore.ts';
import type { Store } from '../store/store.ts';
import type { Channels } from './channels.ts';

const minuteMs = 60_000;
/** Waits after failed attempts are never longer: later notices of the channel wait behind the one that fails, and a receiver that is back is soon told of everything. */
const longestWait = 15;
/** How long to wait after each failed attempt; then the notice is given up, after 10 hours in all. */
export const waitsMs = [1, 5, ...Array.from({ length: 40 }, () => longestWait)].map((minutes) => minutes * minuteMs);

export interface Outbox {
  /** Sends what is due: one notice after the other to each channel, and to all channels beside each other. */
  sendDue(signal: AbortSignal): Promise<void>;
}

/** Sends stored notices until each is delivered or given up. A crash in between sends one again, with the same id: at least once. */
export function createOutbox(dependencies: {
  readonly store: Pick<Store, 'dueNotices' | 'settleNotice' | 'getAlertChannel'>;
  readonly channels: Pick<Channels, 'send'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: (event: ChangedEvent) => void;
}): Outbox {
  const { store, channels, clock, log, onChanged } = dependencies;

  async function send({ change, channelId, attempts, alert, levelBefore }: NoticeRow, signal: AbortSignal): Promise<void> {
    const channel = await store.getAlertChannel(channelId);
    if (channel === null) return;
    const { ok, message } = await channels.send(channel, { id: `ntc_${change}`, isTest: false, alert, levelBefore }, signal);
    // The server stops: what was not answered is sent again after the next start.
    if (signal.aborted && !ok) return;
    const at = clock.now();
    const waitMs = ok ? undefined : waitsMs[attempts];
    const isGivenUp = !ok && waitMs === undefined;
    const said = isGivenUp ? `${message} The notice was given up after ${attempts + 1} attempts.` : message;
    await store.settleNotice(change, channelId, { at, ok, message: said }, waitMs === undefined ? null : at + waitMs);
    if (!ok) log.warn({ channelId, change, attempts: attempts + 1, isGivenUp }, 'a notice could not be delivered');
    onChanged({ resource: 'alert', id: alert.id });
  }

  return {
    async sendDue(signal) {
      for (let due = await store.dueNotices(clock.now()); due.length > 0 && !signal.aborted; due = await store.dueNotices(clock.now())) {
        await Promise.all(due.map((notice) => send(notice, signal)));
      }
    },
  };
}
