/** One row of the table that `npm run bench` prints. */
export interface Figure {
  readonly what: string;
  readonly records: number;
  readonly seconds: number;
  /** CPU of the measured process, user and system. */
  readonly cpuSeconds: number;
  /** Peak resident memory of the measured process, MiB; null where it shares its process with others. */
  readonly peakMiB: number | null;
}

export const perSecond = (figure: Figure): number => figure.records / figure.seconds;
export const cpuPerMillion = (figure: Figure): number => (figure.cpuSeconds / figure.records) * 1_000_000;

/** Runs something in this process and measures it. */
export async function measure(what: string, records: number, run: () => Promise<void>): Promise<Figure> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await run();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { what, records, seconds, cpuSeconds: (user + system) / 1_000_000, peakMiB: null };
}

/** A table for people, then the same as one line of JSON. The ratio is CPU against the last row of the same group. */
export function print(title: string, figures: readonly Figure[]): void {
  const last = figures.at(-1);
  console.log(`\n${title}`);
  for (const figure of figures) {
    const ratio = last === undefined || figure === last ? '' : `  ${(cpuPerMillion(last) / cpuPerMillion(figure)).toFixed(2)}x less CPU than the last row`;
    const peak = figure.peakMiB === null ? '' : `  peak ${figure.peakMiB.toFixed(0)} MiB`;
    console.log(
      `  ${figure.what.padEnd(52)} ${Math.round(perSecond(figure)).toLocaleString('en').padStart(9)} records/s  ${cpuPerMillion(figure).toFixed(2).padStart(7)} CPU-s per million${peak}${ratio}`,
    );
  }
  console.log(`  ${JSON.stringify(figures.map((figure) => ({ ...figure, perSecond: Math.round(perSecond(figure)), cpuPerMillion: Number(cpuPerMillion(figure).toFixed(3)) })))}`);
}
