import type { MetricsMinuteRow } from './rows.ts';

/** The outcomes of a destination by the hour, added up when they are stored: a month of minutes takes seconds to read, its hours do not. */
export interface HourStore {
  /** As `readMetrics`, but the hours that are in the range as a whole are one row each; minutes remain at its ends. Ascending. The range is in milliseconds, both ends inclusive. */
  readHours(destinationId: string, range: { readonly from: number; readonly to: number }): Promise<MetricsMinuteRow[]>;
}
