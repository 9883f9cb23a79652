/** What a spreadsheet takes for the beginning of a formula, in full width, too. */
const formula = /^[=+\-@\t\r\n|＝＋－＠｜]/u;

/**
 * PURE. A cell of a CSV file (RFC 4180) that shows what it holds and that no spreadsheet runs: a formula gets an apostrophe in
 * front and quotes around. Numbers of ours are never formulas, whatever their sign. The apostrophe is part of what other
 * programs read: who needs values exactly as they are takes JSON.
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const isFormula = formula.test(value);
  if (!isFormula && !/[",;\t\r\n]/.test(value)) return value;
  return `"${isFormula ? "'" : ''}${value.replaceAll('"', '""')}"`;
}
