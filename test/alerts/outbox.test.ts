import { expect, test } from 'vitest';
import { createOutbox, waitsMs } from '../../server/alerts/outbox.ts';
import { testNotice } from '../../server/alerts/notice.ts';
import { createLog } from '../../server/kit/log.ts';
import type { AlertChannelRow, NoticeRow } from '../../server/store/alertChannelStore.ts';
import { ManualClock } from '../fakes/manualClock.ts';

function outboxOf(ok: (attempt: number) => boolean) {
  const clock = new ManualClock();
  let waiting: { notice: NoticeRow; at: number } | null = { notice: { change: 7, channelId: 'c', attempts: 0, levelBefore: 'ok', alert: testNotice('', 0).alert }, at: 0 };
  const sent: [id: string, minutes: number][] = [];
  const said: string[] = [];
  const outbox = createOutbox({
    store: {
      dueNotices: async (now) => (waiting !== null && waiting.at <= now ? [waiting.notice] : []),
      getAlertChannel: async () => ({ id: 'c' }) as AlertChannelRow,
      settleNotice: async (_change, _channel, { message }, retryAt) => {
        said.push(message);
        waiting = retryAt === null || waiting === null ? null : { notice: { ...waiting.notice, attempts: waiting.notice.attempts + 1 }, at: retryAt };
      },
    },
    channels: {
      send: async (_channel, { id }) => {
        sent.push([id, clock.monotonic() / 60_000]);
        return { ok: ok(sent.length), message: 'Said.' };
      },
    },
    clock,
    log: createLog('error', { write: () => {} }),
    onChanged: () => {},
  });
  const pass = async (minutes: number): Promise<void> => {
    for (let at = 0; at < minutes; at += 1) {
      await outbox.sendDue(new AbortController().signal);
      await clock.advance(60_000);
    }
  };
  return { pass, sent, said, outbox };
}

test('sends a notice once where it arrives', async () => {
  const { pass, sent, said } = outboxOf(() => true);
  await pass(60);
  expect([sent, said]).toEqual([[['ntc_7', 0]], ['Said.']]);
});

test('tries again with the same id, every quarter of an hour at least, and gives up after ten hours', async () => {
  const { pass, sent, said } = outboxOf(() => false);
  await pass(24 * 60);
  expect(sent.map(([, minutes]) => minutes)).toEqual([0, 1, ...Array.from({ length: 41 }, (_, quarter) => 6 + 15 * quarter)]);
  expect(new Set(sent.map(([id]) => id))).toEqual(new Set(['ntc_7']));
  expect(said.at(-1)).toBe(`Said. The notice was given up after ${waitsMs.length + 1} attempts.`);
});

test('stops trying where it arrives', async () => {
  const { pass, sent } = outboxOf((attempt) => attempt === 3);
  await pass(24 * 60);
  expect(sent).toHaveLength(3);
});

test('notes nothing of an attempt that the end of the server broke off', async () => {
  const stopping = new AbortController();
  const { outbox, said } = outboxOf(() => {
    stopping.abort();
    return false;
  });
  await outbox.sendDue(stopping.signal);
  expect(said).toEqual([]);
});
