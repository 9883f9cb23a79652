/** Expected changes a second at a moment, seconds since the start. */
export type Arrivals = (at: number) => number;

export const constant =
  (perSecond: number): Arrivals =>
  () =>
    perSecond;

/** The same on average, but all of it comes in the first part of every period. */
export const bursts =
  (perSecond: number, periodSeconds: number, part: number): Arrivals =>
  (at) =>
    at % periodSeconds < periodSeconds * part ? perSecond / part : 0;

/** PURE. A number that is Poisson-distributed around `mean`; from 50 on by the normal distribution, which is as good there. */
export function poisson(mean: number, random: () => number): number {
  if (mean >= 50) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  let count = 0;
  for (let left = Math.exp(mean) * random(); left > 1; left *= random()) count += 1;
  return count;
}
