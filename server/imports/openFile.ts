import { openCsv } from './csvFile.ts';
import type { FileShape, OpenFile } from './fileRow.ts';
import { openNdjson } from './ndjsonFile.ts';
import { openParquet } from './parquetFile.ts';

/** Begins to read a file; rejects with `file_invalid` where its beginning shows that it cannot be read. Whoever opens it has to read `blocks` or return from them. */
export async function openFile({ path, format, bytes, delimiter, fields }: FileShape): Promise<OpenFile> {
  switch (format) {
    case 'csv':
      return openCsv(path, bytes, delimiter ?? ',');
    case 'ndjson':
      return openNdjson(path, bytes, fields);
    case 'parquet':
      return openParquet(path);
  }
}
