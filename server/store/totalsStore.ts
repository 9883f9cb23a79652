/** Outcomes of some stretch of time; records each, but for `bytes`. */
export interface OutcomeTotals {
  readonly received: number;
  readonly activated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly throttled: number;
  readonly bytes: number;
}

/** Outcomes of all destinations together and of each. */
export interface TotalsRow {
  /** Only steps with an outcome, ascending; `at` is a multiple of the step, epoch milliseconds. */
  readonly steps: readonly (OutcomeTotals & { readonly at: number })[];
  /** Only destinations with an outcome, in any order; deleted ones are among them: what they delivered was delivered. */
  readonly destinations: readonly (OutcomeTotals & { readonly id: string; readonly name: string; readonly isDeleted: boolean })[];
}

export interface TotalsStore {
  /**
   * Minutes that begin in the range, both ends inclusive, in steps of milliseconds, a multiple of an hour. Read from sums by the hour and
   * the day as far as they fit, so that a month of a thousand destinations costs milliseconds, and a week in steps
   * shorter than a day about a tenth of a second.
   */
  readTotals(range: { readonly from: number; readonly to: number }, step: number): Promise<TotalsRow>;
}
