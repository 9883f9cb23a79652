/** Two ascending lists as one, each id once, cut to `limit`. */
export function mergeIds(left: readonly string[], right: readonly string[], limit: number): string[] {
  const merged: string[] = [];
  let leftAt = 0;
  let rightAt = 0;
  while (merged.length < limit) {
    const a = left[leftAt];
    const b = right[rightAt];
    if (a === undefined && b === undefined) break;
    const order = a === undefined ? 1 : b === undefined ? -1 : compareIds(a, b);
    if (order <= 0) leftAt += 1;
    if (order >= 0) rightAt += 1;
    merged.push((order <= 0 ? a : b) as string);
  }
  return merged;
}

/** The order of the database: by code point, where JavaScript compares by UTF-16 code unit and puts U+E000 to U+FFFF last. */
function compareIds(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates, which stand for code points above U+FFFF, behind all other code units. */
const codePointRank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
