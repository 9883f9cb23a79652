import type { ImportFormat } from '../../shared/import.ts';
import { fileProblem } from './fileProblem.ts';

const asCsv = 'In Excel, save it as "CSV UTF-8" and upload that.';
/** What files begin with that are often given the wrong name, in lower case, and what to do instead. */
const others: readonly { readonly begins: string; readonly is: string; readonly cure: string }[] = [
  { begins: 'pk\u0003\u0004', is: 'an Excel workbook or a ZIP file', cure: asCsv },
  { begins: '\u00f0\u00ef\u0011\u00e0', is: 'an old Excel workbook', cure: asCsv },
  { begins: '%pdf', is: 'a PDF', cure: 'Export the data itself, as CSV.' },
  { begins: 'par1', is: 'Parquet', cure: 'Upload it as application/vnd.apache.parquet, with the ending .parquet.' },
  ...['<!doctype', '<html', '<?xml'].map((begins) => ({ begins, is: 'a web page or XML', cure: 'Export the data itself, as CSV. Had you signed in where you downloaded it?' })),
];

/** Throws `file_invalid` where the first bytes of a file show that it is something else than it is said to be. */
export function refuseOtherContent(start: Buffer, format: ImportFormat): void {
  const text = start.subarray(0, 64).toString('latin1').trimStart().toLowerCase();
  if (format === 'parquet') {
    if (!text.startsWith('par1')) throw fileProblem('The file is not Parquet. Choose the right file, or save it as CSV with the ending .csv.');
    return;
  }
  const other = others.find(({ begins }) => text.startsWith(begins));
  if (other !== undefined) throw fileProblem(`This is ${other.is}, not ${format === 'csv' ? 'CSV' : 'NDJSON'}. ${other.cure}`);
}
