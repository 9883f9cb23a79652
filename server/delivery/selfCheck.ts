import { selfCheckCounters, type Counted, type SelfCheck } from '../../shared/selfCheck.ts';
import { isoTime, type Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { OutcomeAudit } from '../store/outcomeCounts.ts';
import type { Store } from '../store/store.ts';

/** What keeps single outcomes of a counter. */
const rowNames = { activated: 'deliveries', failed: 'dead letters' } as const;

const totalOf = ({ kept, pruned }: Counted): number => kept + pruned;

/** PURE. Every sum of an audit, and a sentence for each that does not agree with the others. */
export function compareOutcomes({ runs, minutes, rows }: OutcomeAudit): Pick<SelfCheck, 'addsUp' | 'sums' | 'differences'> {
  const sums: SelfCheck['sums'] = selfCheckCounters.map((counter) => ({
    counter,
    runs: { kept: runs.kept[counter], pruned: runs.pruned[counter] },
    minutes: { kept: minutes.kept[counter], pruned: minutes.pruned[counter] },
    rows: counter in rowNames ? { kept: rows.kept[counter as keyof typeof rowNames], pruned: rows.pruned[counter as keyof typeof rowNames] } : null,
  }));
  const differences = sums.flatMap(({ counter, runs: ofRuns, minutes: ofMinutes, rows: ofRows }) => {
    const totals = [ofRuns, ofMinutes, ...(ofRows === null ? [] : [ofRows])].map(totalOf);
    if (new Set(totals).size === 1) return [];
    const byRow = ofRows === null ? '' : `, ${rowNames[counter as keyof typeof rowNames]} ${totalOf(ofRows)}`;
    return [`${counter}: runs count ${totalOf(ofRuns)}, minutes ${totalOf(ofMinutes)}${byRow}.`];
  });
  for (const source of ['runs', 'minutes'] as const) {
    const total = (counter: (typeof selfCheckCounters)[number]): number => totalOf((sums.find((sum) => sum.counter === counter) as SelfCheck['sums'][number])[source]);
    const [received, outcomes] = [total('received'), total('activated') + total('excluded') + total('failed')];
    if (received !== outcomes) differences.push(`received: ${source} count ${received}, but activated, excluded and failed make ${outcomes}.`);
  }
  return { addsUp: differences.length === 0, sums, differences };
}

export interface SelfChecks {
  /** The newest check of a destination if it is younger than `maxAgeMs`, else a new one. Rejects when the store fails. */
  check(destinationId: string, maxAgeMs: number): Promise<SelfCheck>;
  /** Checks every destination, one after the other; what cannot be checked is logged. */
  checkAll(signal: AbortSignal): Promise<void>;
}

/** Counts outcomes again and compares. A difference is a defect of this program or of its data file: it is logged as an error. `pendingOf`: records handed out without an outcome. */
export function createSelfChecks(dependencies: {
  store: Pick<Store, 'auditOutcomes' | 'listDestinations'>;
  clock: Clock;
  log: Log;
  pendingOf: (destinationId: string) => Promise<number>;
}): SelfChecks {
  const { store, clock, log, pendingOf } = dependencies;
  const newest = new Map<string, { readonly at: number; readonly check: SelfCheck }>();
  const running = new Map<string, Promise<SelfCheck>>();

  async function checkNow(destinationId: string): Promise<SelfCheck> {
    const at = clock.now();
    const audit = await store.auditOutcomes(destinationId);
    const check: SelfCheck = { destinationId, checkedAt: isoTime(at), ...compareOutcomes(audit), pending: await pendingOf(destinationId) };
    if (!check.addsUp) log.error({ destinationId, differences: check.differences }, 'the counts of a destination do not add up');
    newest.set(destinationId, { at, check });
    return check;
  }

  /** Whoever asks while one is being made gets that one. */
  function share(destinationId: string): Promise<SelfCheck> {
    const checking = running.get(destinationId) ?? checkNow(destinationId).finally(() => running.delete(destinationId));
    running.set(destinationId, checking);
    return checking;
  }

  return {
    async check(destinationId, maxAgeMs) {
      const known = newest.get(destinationId);
      return known !== undefined && clock.now() - known.at < maxAgeMs ? known.check : share(destinationId);
    },
    async checkAll(signal) {
      for (let cursor: string | null = null; ;) {
        const page: Awaited<ReturnType<Store['listDestinations']>> = await store.listDestinations({ limit: 500, cursor }, { search: '', status: null, tag: null });
        for (const { id } of page.items) {
          if (signal.aborted) return;
          await share(id).catch((error: unknown) => {
            if (!signal.aborted) log.warn({ destinationId: id, error }, 'the counts of a destination could not be checked');
          });
        }
        if (page.nextCursor === null) return;
        cursor = page.nextCursor;
      }
    },
  };
}
