import type { Clock } from '../kit/clock.ts';
import { laneOf } from '../kit/lane.ts';
import type { DueRow, GatheringStore } from '../store/store.ts';
import type { Gathering } from './gathering.ts';
import { profileOf, type HandOver } from './handOver.ts';
import type { OutcomeLedger } from './ledger.ts';
import type { LogProgress } from './logProgress.ts';
import type { DeliveryPlan } from './plan.ts';
import { exportIdOf } from './record.ts';
import { mappedSegmentsOf } from './selection.ts';
import { streamingRunAt } from './streamingRun.ts';

const pageLimit = 500;
/** When nothing more is due it looks again after this, milliseconds. */
const lookEveryMs = 1_000;

export interface DueReaderDependencies {
  readonly plan: DeliveryPlan;
  /** Of the log, held here. */
  readonly partitions: readonly number[];
  readonly store: Pick<GatheringStore, 'readDue'>;
  readonly clock: Clock;
  readonly progress: LogProgress;
  readonly ledger: OutcomeLedger;
  readonly handOver: HandOver;
  readonly gathering: Gathering;
  /** Reads until it works; null when the session is ending. */
  readonly patiently: <R>(read: () => Promise<R>) => Promise<R | null>;
}

/** Hands out the records that are due for changes that were gathered: people as they are now. Where nothing is gathered any more, all that was is due. */
export class DueReader {
  readonly #deps: DueReaderDependencies;
  /** On their way: their rows go with their outcomes. */
  readonly #underWay = new Set<string>();
  #nextLook = 0;

  constructor(deps: DueReaderDependencies) {
    this.#deps = deps;
  }

  /** False when nothing was handed out. */
  async page(): Promise<boolean> {
    const { plan, partitions, store, clock, gathering, patiently } = this.#deps;
    const now = clock.now();
    if (now < this.#nextLook) return false;
    const rows = await patiently(() => store.readDue(plan.destinationId, gathering.isOn ? now : Number.MAX_SAFE_INTEGER, pageLimit, partitions));
    const given = (rows ?? []).filter((row) => this.#give(row, now));
    if (given.length < pageLimit) this.#nextLook = now + lookEveryMs;
    return given.length > 0;
  }

  #give(row: DueRow, now: number): boolean {
    const { plan, progress, ledger, handOver, gathering } = this.#deps;
    const { profileId, reason, profile: stored } = row;
    // Who got a record a moment ago is released by its outcome, or due again later.
    if (this.#underWay.has(profileId) || gathering.dueAt(profileId, undefined, now) !== null) return false;
    // A change that waits to be handed out would be overtaken; it may well release this.
    if (stored !== null && !progress.hasRead({ sequence: stored.sequence, lane: laneOf(profileId) })) return false;
    const profile = stored === null ? null : profileOf(stored);
    if (stored === null || profile === null || mappedSegmentsOf(plan, profile).length === 0) {
      ledger.released(row);
      return true;
    }
    const { version, sequence } = stored;
    this.#underWay.add(profileId);
    gathering.noteHandedOut(profileId, now);
    const exportId = exportIdOf(plan.destinationId, profileId, version, 'gathered');
    const facts = { profileVersion: version, sequence, at: now, changedSegments: noSegments };
    handOver.give(profile, facts, { exportId, profileId, reason, run: streamingRunAt(plan.destinationId, now), acceptedAt: now }, false, () => {
      this.#underWay.delete(profileId);
      ledger.released({ profileId, version });
    });
    return true;
  }
}

const noSegments: ReadonlySet<string> = new Set();
