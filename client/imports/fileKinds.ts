/** How a file is sent, by the ending of its name. */
export interface FileKind {
  readonly contentType: string;
  readonly isGzip: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/csv',
  txt: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

/** PURE. Null: a file with this name cannot be imported. */
export function fileKindOf(name: string): FileKind | null {
  const endings = name.toLowerCase().split('.').slice(1);
  const isGzip = endings.at(-1) === 'gz';
  const contentType = contentTypes[endings.at(isGzip ? -2 : -1) ?? ''];
  return contentType === undefined || (isGzip && contentType === contentTypes['parquet']) ? null : { contentType, isGzip };
}
