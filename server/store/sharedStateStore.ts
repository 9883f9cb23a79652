/** Small things that all servers agree on and that run out by themselves: who is slowed down, who is at work on what. */
export interface SharedStateStore {
  /** What is kept under a key at this time, epoch milliseconds; null: nothing, or it has run out. Keys of one scope have nothing to do with those of another. */
  getShared(scope: string, key: string, now: number): Promise<string | null>;
  /** Puts `after` in the place of what was read; null: nothing. False, and nothing is changed, where somebody else was faster. */
  swapShared(scope: string, key: string, now: number, before: string | null, after: SharedState | null): Promise<boolean>;
}

export interface SharedState {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}
