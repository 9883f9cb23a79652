/** Outcomes counted apart from each other, to see that all counts agree. */

/** Outcomes counted, by what they were. */
export interface OutcomeCounts {
  readonly received: number;
  readonly activated: number;
  readonly excluded: number;
  readonly failed: number;
}

/** What rows of one kind stand for that are there, and what those did that were removed since. */
export interface CountedOutcomes {
  readonly kept: OutcomeCounts;
  readonly pruned: OutcomeCounts;
}

/** Every outcome of a destination, counted three times apart; `rows`: deliveries and dead letters, one each. All of one moment. */
export interface OutcomeAudit {
  readonly runs: CountedOutcomes;
  readonly minutes: CountedOutcomes;
  readonly rows: { readonly kept: Pick<OutcomeCounts, 'activated' | 'failed'>; readonly pruned: Pick<OutcomeCounts, 'activated' | 'failed'> };
}
