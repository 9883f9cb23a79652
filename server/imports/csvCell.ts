/** What a spreadsheet takes for the beginning of a formula, in full width, too. */
const formula = /^[=+\-@\t\r\n|＝＋－＠｜]/u;

/** PURE. A cell of a CSV file that shows what it holds and that no spreadsheet runs: a formula gets an apostrophe in front. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
