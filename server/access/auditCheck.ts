import { nextTurn } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { AuditStore, AuditStretch } from '../store/auditStore.ts';

/** Hashes computed at once: some milliseconds of the store, which then belongs to others. */
const stretchEntries = 500;

/** What became of the whole trail. */
export interface AuditTrailCheck {
  readonly entries: number;
  readonly since: number | null;
  readonly fault: AuditStretch['fault'];
}

/** Computes the whole chain again, stretch by stretch, up to the first entry that does not fit. Rejects once the signal aborts. */
export async function checkAuditTrail(store: Pick<AuditStore, 'verifyAudit'>, signal?: AbortSignal): Promise<AuditTrailCheck> {
  let entries = 0;
  let since: number | null = null;
  for (let after = 0; ;) {
    const stretch = await store.verifyAudit(after, stretchEntries);
    entries += stretch.entries;
    since ??= stretch.since;
    if (!stretch.isMore) return { entries, since, fault: stretch.fault };
    signal?.throwIfAborted();
    after = stretch.upTo;
    await nextTurn();
  }
}

/** The same each night; a trail that does not hold is an error in the log. */
export function createAuditCheck(store: Pick<AuditStore, 'verifyAudit'>, log: Log): { checkAll(signal: AbortSignal): Promise<void> } {
  return {
    async checkAll(signal) {
      const { entries, fault } = await checkAuditTrail(store, signal);
      if (fault === null) log.info({ entries }, 'Every entry of the audit trail fits the one before it');
      else log.error({ sequence: fault.sequence, what: fault.what }, 'The audit trail was changed outside of the server');
    },
  };
}
