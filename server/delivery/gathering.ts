/** People remembered as just handed out; those whose proof is not stored yet are always fewer (window.ts). */
const rememberedMost = 50_000;

/**
 * Who got a record lately, so that further changes of theirs are left to one at the end of the interval. The stored
 * proofs say it; this fills in those that are on their way.
 */
export class Gathering {
  readonly #intervalMs: number;
  /** When somebody was last handed out, epoch milliseconds, the oldest first. */
  readonly #handedOut = new Map<string, number>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  get isOn(): boolean {
    return this.#intervalMs > 0;
  }

  /** Proofs older than this do not count. */
  since(now: number): number {
    return now - this.#intervalMs;
  }

  /** When a change of this person is due; null: now. `deliveredAt`: of their last stored proof. */
  dueAt(profileId: string, deliveredAt: number | undefined, now: number): number | null {
    const last = Math.max(this.#handedOut.get(profileId) ?? 0, deliveredAt ?? 0);
    const due = last + this.#intervalMs;
    return this.isOn && due > now ? due : null;
  }

  noteHandedOut(profileId: string, now: number): void {
    if (!this.isOn) return;
    this.#handedOut.delete(profileId);
    this.#handedOut.set(profileId, now);
    if (this.#handedOut.size <= rememberedMost) return;
    for (const oldest of this.#handedOut.keys()) {
      this.#handedOut.delete(oldest);
      break;
    }
  }
}
