import type { ImportWarning } from '../../shared/import.ts';
import { clip } from '../profiles/echo.ts';

/** A column of the sample: its values as text with the lines they stand in. */
export interface ColumnText {
  readonly name: string;
  readonly cells: readonly { readonly line: number; readonly text: string }[];
}

const scientific = /^\d(?:[.,]\d+)?E\+\d{2,}$/;
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const dateFromText = new RegExp(`^(?:${month}-\\d{2}|\\d{1,2}-${month})$`, 'i');
const decimalComma = /^-?\d{1,3}(?:\.\d{3})*,\d{1,6}$/;
const digits = /^\d+$/;
const named = 3;
/** Ids of one length are the rule in a column, from this share on. */
const ruleShare = 0.8;

/** PURE. What looks as if a spreadsheet had changed it, column by column. */
export function damageWarnings(columns: readonly ColumnText[]): ImportWarning[] {
  return columns.flatMap((column) => [
    ...warn(column, scientific, (found) => `A spreadsheet seems to have rounded long numbers: ${found}. Export the file again with this column as text.`),
    ...warn(column, dateFromText, (found) => `A spreadsheet seems to have made dates of text: ${found}. Export the file again with this column as text.`),
    ...warn(column, decimalComma, (found) => `Numbers with a decimal comma stay text: ${found}. Write a decimal point to have numbers.`),
    ...lostZeros(column),
  ]);
}

/** Digits of one length, and a few that are shorter: a spreadsheet drops zeros at the beginning. */
function lostZeros(column: ColumnText): ImportWarning[] {
  const { cells } = column;
  if (cells.length < 5 || !cells.every(({ text }) => digits.test(text))) return [];
  const longest = Math.max(...cells.map(({ text }) => text.length));
  const shorter = cells.filter(({ text }) => text.length < longest).length;
  if (longest < 5 || shorter === 0 || shorter / cells.length > 1 - ruleShare) return [];
  return warn(
    column,
    { test: (text) => text.length < longest },
    (found) => `A spreadsheet may have dropped zeros at the beginning: ${found}, where the others have ${longest} digits.`,
  );
}

function warn({ name, cells }: ColumnText, pattern: { test(text: string): boolean }, message: (found: string) => string): ImportWarning[] {
  const found = cells.filter(({ text }) => pattern.test(text));
  const [first] = found;
  if (first === undefined) return [];
  const lines = found.slice(0, named).map(({ line }) => line.toLocaleString('en'));
  const where = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${found.length > named ? ' and more' : ''}`;
  return [{ column: name, message: message(`${found.length === 1 ? '1 value' : `${found.length} values`} (${where}), for example ${clip(first.text)}`) }];
}
