import type { ErrorCode } from '../../shared/errorCodes.ts';
import { bucketOf } from '../kit/histogram.ts';
import type { OutcomeSums } from '../store/rows.ts';

/** Sums of outcomes while they are being counted; `sums()` is what the store takes. */
export class RunningSums {
  received = 0;
  activated = 0;
  excluded = 0;
  failed = 0;
  retried = 0;
  throttled = 0;
  bytes = 0;
  readonly #latency: Record<string, number> = {};
  readonly #reasons = new Map<string, { code: ErrorCode; counter: 'excluded' | 'failed'; count: number }>();

  delivered(bytes: number, latencyMs: number): void {
    this.received += 1;
    this.activated += 1;
    this.bytes += bytes;
    const bucket = bucketOf(Math.max(0, latencyMs));
    this.#latency[bucket] = (this.#latency[bucket] ?? 0) + 1;
  }

  refused(counter: 'excluded' | 'failed', code: ErrorCode): void {
    this.received += 1;
    this[counter] += 1;
    const reason = this.#reasons.get(`${counter} ${code}`);
    if (reason === undefined) this.#reasons.set(`${counter} ${code}`, { code, counter, count: 1 });
    else reason.count += 1;
  }

  sums(): OutcomeSums {
    const { received, activated, excluded, failed, retried, throttled, bytes } = this;
    return { received, activated, excluded, failed, retried, throttled, bytes, latency: this.#latency, reasons: [...this.#reasons.values()] };
  }
}
