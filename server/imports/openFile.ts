import { openCsv } from './csvFile.ts';
import type { FileShape, OpenFile } from './fileRow.ts';
import { openNdjson } from './ndjsonFile.ts';
import { openParquet } from './parquetFile.ts';

/** Begins to read a file; rejects with `file_invalid` where its beginning shows that it cannot be read. Whoever opens it has to read `blocks` or return from them. */
export async function openFile({ source, format, bytes, delimiter, fields }: FileShape): Promise<OpenFile> {
  switch (format) {
    case 'csv':
      return openCsv(source, bytes, delimiter ?? ',');
    case 'ndjson':
      return openNdjson(source, bytes, fields);
    case 'parquet':
      return openParquet(await source.path());
  }
}
