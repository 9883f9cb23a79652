import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { ChangeCount } from '../store/historyStore.ts';
import type { Store } from '../store/store.ts';
import { removeOld, type KeepSettings, type RemovalPace } from './retention.ts';
import type { SelfChecks } from './selfCheck.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Counts and the audit trail are checked at three in the morning, UTC, milliseconds of the day. */
const checkAtMs = 3 * 3_600_000;
/** Alerts are looked for at this millisecond of each minute. */
const alertsAtMs = 5_000;
/** And what they found, or could not be sent before, is sent at this one. */
const noticesAtMs = 8_000;

/** What the server does by itself, by the clock: at the end of each minute it notes how far delivery is behind and how profiles changed, removes what is needed no longer, tries credentials whose turn it is, and looks what there is to alert about; each night it checks the counts and the audit trail. A job that fails is logged and done again the next time. */
export function startUpkeep(dependencies: {
  store: Pick<Store, 'noteLag' | 'trimChanges' | 'pruneOutcomes' | 'continueErasures' | 'foldHistory' | 'noteChanges' | 'trimAudit'>;
  clock: Clock;
  log: Log;
  /** Whether this process is the one that does what is to be done once. */
  leads: () => Promise<boolean>;
  keep: KeepSettings;
  removal: RemovalPace;
  selfChecks: Pick<SelfChecks, 'checkAll'>;
  auditCheck: { checkAll(signal: AbortSignal): Promise<void> };
  /** Null where no profiles are accepted. */
  changeTally: { take(minute: number): ChangeCount[] } | null;
  /** Null where somebody else tries credentials. */
  accountChecks: { checkDue(signal: AbortSignal): Promise<void> } | null;
  /** Null where somebody else looks. */
  alerts: { evaluate(signal: AbortSignal): Promise<void> } | null;
  /** Apart from looking: a receiver that does not answer must not hold up the next look. Null where somebody else sends. */
  notices: { sendDue(signal: AbortSignal): Promise<void> } | null;
}): { stop(): void } {
  const { store, clock, log, selfChecks, auditCheck, changeTally, accountChecks, alerts, notices, leads } = dependencies;
  const stopping = new AbortController();
  const { signal } = stopping;

  /** Of several processes that share the store, one does it. */
  const once =
    (job: (at: number) => Promise<void>) =>
    async (at: number): Promise<void> => {
      if (await leads()) await job(at);
    };

  /** Runs a job at every multiple of `periodMs` plus `offsetMs`; `at` is that time. A run that takes longer than a period leaves out the next. */
  async function repeat(name: string, periodMs: number, offsetMs: number, job: (at: number) => Promise<void>): Promise<void> {
    for (let last = 0; !signal.aborted;) {
      const now = clock.now();
      // A timer may be a millisecond early.
      const at = Math.max(now, last) - ((Math.max(now, last) - offsetMs) % periodMs) + periodMs;
      last = at;
      await clock.sleep(at - now, signal);
      if (signal.aborted) return;
      await job(at).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ job: name, error }, 'a job of the server itself failed; it is done again the next time');
      });
    }
  }

  void repeat(
    'lag',
    minuteMs,
    0,
    once((at) => store.noteLag(at - minuteMs, clock.now())),
  );
  if (changeTally !== null) void repeat('changes', minuteMs, 0, (at) => store.noteChanges(at - minuteMs, changeTally.take(at - minuteMs)));
  void repeat(
    'retention',
    minuteMs,
    0,
    once(() => removeOld(dependencies, signal)),
  );
  if (accountChecks !== null)
    void repeat(
      'account-check',
      minuteMs,
      0,
      once(() => accountChecks.checkDue(signal)),
    );
  // A little later, for the lag of the minute to be noted.
  if (alerts !== null)
    void repeat(
      'alerts',
      minuteMs,
      alertsAtMs,
      once(() => alerts.evaluate(signal)),
    );
  if (notices !== null)
    void repeat(
      'notices',
      minuteMs,
      noticesAtMs,
      once(() => notices.sendDue(signal)),
    );
  void repeat(
    'self-check',
    dayMs,
    checkAtMs,
    once(() => selfChecks.checkAll(signal)),
  );
  void repeat(
    'audit-check',
    dayMs,
    checkAtMs,
    once(() => auditCheck.checkAll(signal)),
  );
  return { stop: () => stopping.abort() };
}
