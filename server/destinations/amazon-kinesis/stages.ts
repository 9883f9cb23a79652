import type { CheckResult, CheckStage, TestRecord } from '../../../shared/account.ts';
import { systemClock } from '../../kit/clock.ts';
import { type ActivationError, toActivationError } from '../../kit/errors.ts';
import { readError } from './errors.ts';

/** How a stage ended. Neither `error` nor `isSkipped`: it passed. */
export interface StageOutcome {
  readonly error?: ActivationError;
  readonly isSkipped?: boolean;
  readonly message?: string;
  readonly record?: TestRecord;
  /** Of a call that answers several stages; measured when left out. Milliseconds. */
  readonly durationMs?: number;
}

/** One step of a test. What it rejects with fails it. */
export interface Stage {
  readonly stage: string;
  readonly run: () => Promise<StageOutcome>;
}

/** Runs stages in order, each with its time. What comes after a failed one is skipped: it would fail for the same reason. */
export async function runStages(stages: readonly Stage[]): Promise<CheckResult> {
  const ended: CheckStage[] = [];
  let ok = true;
  for (const { stage, run } of stages) {
    if (!ok) {
      ended.push({ stage, status: 'skipped', durationMs: 0 });
      continue;
    }
    const { value, durationMs } = await timed(run);
    ended.push(present(stage, value, value.durationMs ?? durationMs));
    ok = value.error === undefined;
  }
  return { ok, stages: ended };
}

/** Several stages that one call answers: each takes as long as the call, and the one that `stageOf` names for its error fails; the last one where it names none of them. */
export function stagesOfOneCall(names: readonly string[], call: () => Promise<StageOutcome>, stageOf: (error: ActivationError) => string): Stage[] {
  let made: ReturnType<typeof timed> | undefined;
  const last = names.at(-1);
  return names.map((stage) => ({
    stage,
    run: async () => {
      made ??= timed(call);
      const { value, durationMs } = await made;
      if (value.error === undefined) return stage === last ? { ...value, durationMs } : { durationMs };
      const guilty = stageOf(value.error);
      return stage === (names.includes(guilty) ? guilty : last) ? { ...value, durationMs } : { durationMs };
    },
  }));
}

async function timed(run: () => Promise<StageOutcome>): Promise<{ readonly value: StageOutcome; readonly durationMs: number }> {
  const startedAt = systemClock.monotonic();
  const value = await run().catch((thrown: unknown): StageOutcome => ({ error: toActivationError(readError(thrown)) }));
  return { value, durationMs: Math.round(systemClock.monotonic() - startedAt) };
}

function present(stage: string, { error, isSkipped = false, message, record }: StageOutcome, durationMs: number): CheckStage {
  if (error !== undefined) return failed(stage, durationMs, error);
  return { stage, status: isSkipped ? 'skipped' : 'passed', durationMs, ...(message === undefined ? {} : { message }), ...(record === undefined ? {} : { record }) };
}

function failed(stage: string, durationMs: number, error: ActivationError): CheckStage {
  const field = error.issues[0]?.path;
  return {
    stage,
    status: 'failed',
    durationMs,
    code: error.code,
    message: error.message,
    remedy: remedyOf(error),
    ...(error.vendorCode === undefined ? {} : { vendorCode: error.vendorCode }),
    ...(field === undefined ? {} : { field }),
  };
}

/** The table speaks to who watches records being sent; a test is over and must be made again. */
function remedyOf({ code, vendorCode, entry }: ActivationError): string {
  if (code === 'stream_not_active' && vendorCode === 'DELETING') return 'Pick another stream, or create it again in AWS once it is gone.';
  if (code === 'throttled' || code === 'destination_unavailable') return 'Wait a moment, then test again.';
  return code === 'access_denied' ? 'Ask your AWS administrator to grant the permission named here, then test again.' : entry.remedy;
}
