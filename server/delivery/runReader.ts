import type { Clock } from '../kit/clock.ts';
import { laneOf } from '../kit/lane.ts';
import type { OpenLetterRow, OpenRunRow, ProfileRow, RunProgressRow } from '../store/rows.ts';
import type { DeadLetterStore, ProfileStore } from '../store/store.ts';
import { BackfillProgress } from './backfill.ts';
import { consentState } from './consent.ts';
import { profileOf, type HandOver } from './handOver.ts';
import type { OutcomeLedger, RunReference } from './ledger.ts';
import type { LogProgress } from './logProgress.ts';
import type { DeliveryPlan } from './plan.ts';
import { exportIdOf } from './record.ts';
import { ReplayProgress } from './replay.ts';
import { mappedSegmentsOf, segmentsOf } from './selection.ts';

/** Members or letters read at once: few, so that live changes come in between. */
const pageLimit = 200;
/** Letters a discard ends in one transaction. */
export const discardLimit = 500;

/** A run in a partition, whose progress is stored with the outcomes of its records. */
export interface RunProgress {
  readonly runId: string;
  readonly partition: number;
  readonly finished: boolean;
  /** Something was read or settled since the last snapshot. */
  readonly hasNews: boolean;
  snapshot(now: number): RunProgressRow;
}

export interface RunReaderDependencies {
  readonly plan: DeliveryPlan;
  readonly store: Pick<ProfileStore, 'readMembers'> & Pick<DeadLetterStore, 'readOpenLetters' | 'discardLetters'>;
  readonly clock: Clock;
  readonly progress: LogProgress;
  readonly ledger: OutcomeLedger;
  readonly handOver: HandOver;
  /** Reads until it works; null when the session is ending. */
  readonly patiently: <R>(read: () => Promise<R>) => Promise<R | null>;
  readonly onRunEnded: (runId: string) => void;
}

interface Discard {
  readonly runId: string;
}

/**
 * Reads what the open runs of a destination are about, page by page: everyone in the segments of a backfill or
 * of exits, the open letters of a replay; and ends the letters of a discard. Backfills go one after another, and so do replays and
 * discards: the next one begins when every letter of the one before has its end stored, so no letter is sent twice. All of
 * them go partition by partition of the log, in those that are held here.
 */
export class RunReader {
  readonly #deps: RunReaderDependencies;
  /** Backfills and replays that are not stored as completed. Who stores that takes it out. */
  readonly underWay: RunProgress[];
  readonly #backfills: BackfillProgress[];
  #letterRuns: (ReplayProgress | Discard)[];

  /** `runs`: oldest first. `partitions`: those of the log that are held here. */
  constructor(deps: RunReaderDependencies, runs: readonly OpenRunRow[], partitions: ReadonlySet<number>) {
    this.#deps = deps;
    const { segments, leaving } = deps.plan;
    const concerned = { backfill: segments, exits: leaving };
    const parts = runs.flatMap((run) => run.parts.filter(({ partition }) => partitions.has(partition)).map((part) => ({ run, part })));
    this.#backfills = parts.flatMap(({ run, part }) => {
      const { kind } = run;
      if (kind !== 'backfill' && kind !== 'exits') return [];
      return [new BackfillProgress({ ...run, kind, segmentIds: run.segmentIds.filter((id) => concerned[kind].has(id)) }, part)];
    });
    this.#letterRuns = parts.flatMap(({ run, part }) => (run.kind === 'replay' ? [new ReplayProgress(run, part)] : run.kind === 'discard' ? [{ runId: run.id }] : []));
    this.underWay = [...this.#backfills, ...this.#letterRuns.filter((run) => run instanceof ReplayProgress)];
  }

  /** More may be read, now or once there is room. */
  get hasMore(): boolean {
    return this.#letterRuns.length > 0 || this.#backfills.some((backfill) => !backfill.exhausted);
  }

  /** A page of the oldest backfill and one of the oldest replay or discard; false when there was nothing to read. */
  async page(): Promise<boolean> {
    const read = [await this.#letterPage(), await this.#memberPage()];
    return read.includes(true);
  }

  async #memberPage(): Promise<boolean> {
    const backfill = this.#backfills.find((candidate) => !candidate.exhausted);
    if (backfill === undefined) return false;
    const page = await this.#deps.patiently(() => this.#deps.store.readMembers(backfill.segmentIds, backfill.position, pageLimit, backfill.partition));
    if (page === null) return false;
    if (page.length === 0) backfill.exhausted = true;
    for (const row of page) {
      if (this.#isAhead(row)) return this.#isSoon(row);
      this.#giveMember(backfill, row);
    }
    return true;
  }

  /** A change of the profile waits to be handed out; what would be sent now would overtake it. */
  #isAhead({ sequence, profileId }: ProfileRow): boolean {
    return !this.#deps.progress.hasRead({ sequence, lane: laneOf(profileId) });
  }

  /** It is handed out in a moment, and not, in a lane that is behind, later. */
  #isSoon({ sequence }: ProfileRow): boolean {
    return sequence > this.#deps.progress.position;
  }

  async #letterPage(): Promise<boolean> {
    const { store, clock, patiently, onRunEnded } = this.#deps;
    this.#letterRuns = this.#letterRuns.filter((run) => !(run instanceof ReplayProgress) || !run.exhausted || this.underWay.includes(run));
    const run = this.#letterRuns.find((candidate) => !(candidate instanceof ReplayProgress) || !candidate.exhausted);
    if (run === undefined || this.#letterRuns[0]?.runId !== run.runId) return false;
    if (!(run instanceof ReplayProgress)) {
      const more = await patiently(() => store.discardLetters(run.runId, discardLimit, clock.now()));
      if (more === null) return false;
      if (!more) {
        this.#letterRuns = this.#letterRuns.filter((other) => other !== run);
        onRunEnded(run.runId);
      }
      return true;
    }
    const page = await patiently(() => store.readOpenLetters(this.#deps.plan.destinationId, run.letters, run.position, pageLimit, run.partition));
    if (page === null) return false;
    if (page.length === 0) run.exhausted = true;
    for (const letter of page) {
      if (letter.profile !== null && this.#isAhead(letter.profile)) return this.#isSoon(letter.profile);
      this.#giveLetter(run, letter);
    }
    return true;
  }

  #giveMember(backfill: BackfillProgress, row: ProfileRow): void {
    if (!backfill.read(row.profileId)) return;
    const { plan, clock, handOver } = this.#deps;
    const { runId, kind, startedAt, segmentIds } = backfill;
    const run: RunReference = { id: runId, kind, startedAt };
    const profile = profileOf(row);
    const onSettled = (): void => backfill.settle(row.profileId);
    // Who does not consent was told to have left before, or was never told of.
    if (kind === 'exits' && consentState(plan.options.requiredConsents, profile) !== 'given') {
      handOver.exclude({ run, profileId: row.profileId, reason: 'membership' }, 'consent_missing', onSettled);
      return;
    }
    const exportId = exportIdOf(plan.destinationId, row.profileId, row.version, runId);
    const about = { exportId, profileId: row.profileId, reason: kind === 'exits' ? ('membership' as const) : kind, run, acceptedAt: clock.now() };
    const segments = kind === 'exits' ? new Set(segmentsOf(profile, 'realized').filter((id) => segmentIds.includes(id))) : noSegments;
    const facts = { profileVersion: row.version, sequence: row.sequence, at: startedAt, changedSegments: segments };
    handOver.give(profile, facts, about, true, onSettled, kind === 'exits' ? 'exits' : 'record');
  }

  /** The profile as it is now. Its exits are shown however old they are: the letter may have been about one. */
  #giveLetter(replay: ReplayProgress, letter: OpenLetterRow): void {
    const { plan, clock, ledger, handOver } = this.#deps;
    const { runId, startedAt, author } = replay;
    const run: RunReference = { id: runId, kind: 'replay', startedAt };
    const onSettled: Parameters<HandOver['exclude']>[2] = (endedAs) => {
      ledger.ended({ id: letter.id, endedAt: clock.now(), endedBy: author, endedRunId: runId, endedAs });
      replay.settle();
    };
    replay.read(letter.key);
    const profile = letter.profile === null ? null : profileOf(letter.profile);
    const mapped = profile === null ? [] : mappedSegmentsOf(plan, profile);
    if (letter.profile === null || profile === null || mapped.length === 0) {
      handOver.exclude({ run, profileId: letter.profileId, reason: 'replay' }, 'profile_not_selected', onSettled);
      return;
    }
    const { version, sequence } = letter.profile;
    const exportId = exportIdOf(plan.destinationId, letter.profileId, version, `${runId} ${letter.id}`);
    const about = { exportId, profileId: letter.profileId, reason: 'replay' as const, run, acceptedAt: clock.now() };
    // The destination may hold them from before they withdrew.
    const form = consentState(plan.options.requiredConsents, profile) === 'withdrawn' ? 'exits' : 'record';
    handOver.give(profile, { profileVersion: version, sequence, at: startedAt, changedSegments: new Set(mapped) }, about, true, onSettled, form);
  }
}

const noSegments: ReadonlySet<string> = new Set();
