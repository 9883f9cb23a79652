/**
 * Shares in tenths of a percent that add up to exactly 100 % (largest remainder), for parts of one whole.
 * All zero when there is nothing. A part that is not zero never shows as 0, and one that is not all never shows as 100 %,
 * as long as a tenth can be spared for it.
 */
export function sharesOf(parts: readonly number[]): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total <= 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / total) * 1_000);
  const shares = exact.map((share) => (share > 0 && share < 1 ? 1 : Math.floor(share)));
  let left = 1_000 - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact.map((share, index) => ({ index, remainder: share - Math.floor(share) })).sort((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    if ((exact[index] as number) >= 1) {
      shares[index] = (shares[index] as number) + 1;
      left -= 1;
    }
  }
  // Raising tiny parts to a tenth may have spent more than was left: the largest part pays for it.
  const largest = exact.indexOf(Math.max(...exact));
  shares[largest] = (shares[largest] as number) + left;
  return shares.map((share) => share / 10);
}

/** One part of a whole for people: tenths of a percent, but something never reads as 0 % and not all never as 100 %. '' where there is no whole. */
export function shareText(part: number, whole: number): string {
  if (whole <= 0) return '';
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 0.1) return 'under 0.1%';
  if (part < whole && percent > 99.9) return 'over 99.9%';
  return `${Number(percent.toFixed(1))}%`;
}
