import { csvCell } from '../../shared/csvCell.ts';
import type { ExportFormat } from '../../shared/export.ts';

/** One column of a CSV file: its heading, and what stands in it for an item. Times are RFC 3339 in UTC, as the API has them. */
export interface ExportColumn<T> {
  readonly label: string;
  /** Null: nothing is known. A list becomes one cell, its parts set apart by "; ". */
  readonly value: (item: T) => string | number | null | readonly string[];
}

/** How items become a file, page by page, so that no more than one page is held as objects. */
export interface FileFormat<T> {
  readonly extension: ExportFormat;
  readonly mediaType: string;
  readonly begin: string;
  readonly page: (items: readonly T[], isFirst: boolean) => string;
  readonly end: string;
}

function cellOf(value: ReturnType<ExportColumn<never>['value']>): string {
  if (value === null) return '';
  return csvCell(typeof value === 'string' || typeof value === 'number' ? value : value.join('; '));
}

const lineOf = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

/** CSV by RFC 4180 with a heading. It begins with the mark by which Excel knows UTF-8, and no cell is a formula. */
export function csvFormat<T>(columns: readonly ExportColumn<T>[]): FileFormat<T> {
  return {
    extension: 'csv',
    mediaType: 'text/csv;charset=utf-8',
    begin: `\uFEFF${lineOf(columns.map(({ label }) => csvCell(label)))}`,
    page: (items) => items.map((item) => lineOf(columns.map(({ value }) => cellOf(value(item))))).join(''),
    end: '',
  };
}

/** A JSON array of the items as the API answers them. */
export const jsonFormat: FileFormat<unknown> = {
  extension: 'json',
  mediaType: 'application/json',
  begin: '[',
  page: (items, isFirst) => items.map((item, index) => `${isFirst && index === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`).join(''),
  end: '\n]\n',
};
