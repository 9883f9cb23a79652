import type { StreamTarget } from '../destinations/definition.ts';
import type { Random } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';
import { withinDeadline } from '../kit/deadline.ts';
import { ActivationError, toActivationError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { ConfigurationStore } from '../store/store.ts';

/** Time between two looks at a stream that is sent to, milliseconds, give or take a tenth so that destinations of one account drift apart. */
const lookEveryMs = 60_000;
/** The same after a look that nobody answered. */
const lookAgainMs = 10_000;
/** A look that takes longer than this counts as not answered, milliseconds: sending does not wait for it. */
const lookLimitMs = 5_000;

/** The stream somebody confirmed. `mismatch`: a look found another one in its place; why that is, for people. */
type ConfirmedTarget = StreamTarget & { readonly mismatch?: string };

/** The stream a destination is to send to, and how to look at what is there now. */
export interface PinnedStream {
  readonly target: StreamTarget;
  /** The target as the store has it. */
  readonly targetJson: string;
  /** Rejects as `verifyStream` of the destination's definition does. */
  readonly look: (signal: AbortSignal) => Promise<StreamTarget>;
}

export type Sight =
  /** This is the confirmed stream, as it is now. */
  | { readonly kind: 'seen'; readonly stream: PinnedStream }
  /** Nothing is known of it: these credentials may not look, or nobody answered. Sending goes on. */
  | { readonly kind: 'unseen'; readonly answered: boolean }
  /** Nothing may be sent there now. */
  | { readonly kind: 'refused'; readonly error: ActivationError };

export interface StreamWatchDependencies {
  readonly destinationId: string;
  readonly store: Pick<ConfigurationStore, 'replaceTarget'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Sees to it that records go to the stream somebody confirmed and to no other that has its name. A look proves; it does
 * not gate: where it cannot be had, sending goes on. But what a look proved stands until another look proves otherwise
 * or somebody chooses: a replaced stream is noted in the store, so that neither a restart nor a missing answer makes
 * it be sent to.
 */
export class StreamWatch {
  readonly #deps: StreamWatchDependencies;
  /** What the last answered look had against the stream. */
  #refusal: ActivationError | null = null;

  constructor(deps: StreamWatchDependencies) {
    this.#deps = deps;
  }

  /** One look; never rejects. A stream whose record limit changed is kept with its new one. */
  async look(pinned: PinnedStream, signal: AbortSignal): Promise<Sight> {
    let seen: StreamTarget;
    try {
      seen = await withinDeadline(this.#deps.clock, lookLimitMs, signal, pinned.look);
    } catch (thrown) {
      return this.#withoutSight(pinned, toActivationError(thrown));
    }
    const confirmed: ConfirmedTarget = pinned.target;
    const mismatch = differenceOf(confirmed, seen);
    if (mismatch !== null) {
      await this.#keep(pinned, { ...confirmed, mismatch });
      return this.#refuse(new ActivationError('stream_replaced', mismatch));
    }
    this.#refusal = null;
    const target: StreamTarget = {
      name: confirmed.name,
      arn: confirmed.arn ?? seen.arn,
      createdAt: confirmed.createdAt ?? seen.createdAt,
      maxRecordBytes: seen.maxRecordBytes,
      ...(seen.mode !== undefined && { mode: seen.mode }),
    };
    return { kind: 'seen', stream: await this.#keep(pinned, target) };
  }

  /** Looks again about once a minute; resolves with the first sight that asks for another session: a refusal, or another record limit. Null: the signal aborted. */
  async nextChange(pinned: PinnedStream, signal: AbortSignal): Promise<Sight | null> {
    const { clock, random } = this.#deps;
    let waitMs = lookEveryMs;
    for (;;) {
      await clock.sleep(waitMs * (0.9 + 0.2 * random()), signal);
      if (signal.aborted) return null;
      const sight = await this.look(pinned, signal);
      if (signal.aborted) return null;
      if (sight.kind === 'refused' || (sight.kind === 'seen' && sight.stream.target.maxRecordBytes !== pinned.target.maxRecordBytes)) return sight;
      waitMs = sight.kind === 'unseen' && !sight.answered ? lookAgainMs : lookEveryMs;
    }
  }

  #withoutSight({ target }: PinnedStream, error: ActivationError): Sight {
    const { destinationId, log } = this.#deps;
    if (error.code === 'stream_not_found' || error.code === 'stream_not_active') return this.#refuse(error);
    // Refused credentials are an answer, too; what they may do, sending tells.
    const answered = error.entry.scope === 'destination';
    if (answered) this.#refusal = null;
    const { mismatch }: ConfirmedTarget = target;
    const standing = this.#refusal ?? (mismatch === undefined ? null : new ActivationError('stream_replaced', mismatch));
    if (standing !== null) return { kind: 'refused', error: standing };
    log.debug({ destinationId, code: error.code, vendorCode: error.vendorCode }, 'the stream could not be looked at; sending goes on');
    return { kind: 'unseen', answered };
  }

  #refuse(error: ActivationError): Sight {
    this.#refusal = error;
    return { kind: 'refused', error };
  }

  /** Stores the target where it changed. Where that fails it counts in memory, and the next look stores it. */
  async #keep(pinned: PinnedStream, target: ConfirmedTarget): Promise<PinnedStream> {
    const { destinationId, store, log } = this.#deps;
    const targetJson = JSON.stringify(target);
    if (targetJson === pinned.targetJson) return pinned;
    try {
      if (await store.replaceTarget(destinationId, pinned.targetJson, targetJson)) {
        log.info({ destinationId, maxRecordBytes: target.maxRecordBytes, replaced: target.mismatch !== undefined }, 'the stream changed');
        return { ...pinned, target, targetJson };
      }
    } catch (error) {
      log.error({ destinationId, error }, 'what was seen of the stream could not be stored');
    }
    return { ...pinned, target };
  }
}

/** Why what is seen is not the stream that was confirmed, for people; null when it is, as far as both are known. */
export function differenceOf(confirmed: StreamTarget, seen: StreamTarget): string | null {
  if (isKnownOther(confirmed.arn, seen.arn)) return `These credentials reach ${seen.arn}. The stream that was confirmed is ${confirmed.arn}.`;
  if (isKnownOther(confirmed.createdAt, seen.createdAt))
    return `The stream "${confirmed.name}" was made anew on ${dayAndTime(seen.createdAt)}. The one that was confirmed was made on ${dayAndTime(confirmed.createdAt)}.`;
  return null;
}

const isKnownOther = (confirmed: string | null, seen: string | null): boolean => confirmed !== null && seen !== null && confirmed !== seen;

const dayAndTime = (time: string | null): string => `${time?.slice(0, 10)} at ${time?.slice(11, 19)} UTC`;
