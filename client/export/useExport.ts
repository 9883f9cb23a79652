import { useRef, useState } from 'react';
import type { ExportFormat } from '../../shared/export.ts';
import type { Page } from '../../shared/page.ts';
import { now } from '../shell/clock.ts';
import { exportList, fileNameOf, type ExportedFile } from './exportList.ts';
import type { FileFormat } from './fileFormat.ts';
import { saveFile } from './saveFile.ts';

/** `done` stays until it is closed: it names the file, and what is not in it. */
export type ExportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly rows: number }
  | { readonly kind: 'done'; readonly file: ExportedFile; readonly name: string }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface ExportSource<T> {
  /** Tells the audit trail. */
  readonly announce: (format: ExportFormat, signal: AbortSignal) => Promise<unknown>;
  readonly readPage: (page: { limit: number; cursor: string | undefined }, signal: AbortSignal) => Promise<Page<T>>;
}

/** Reads a list to its end and saves it as a file. One at a time; `close` stops and forgets. */
export function useExport<T>(what: string, { announce, readPage }: ExportSource<T>) {
  const [state, setState] = useState<ExportState>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);

  async function start(format: FileFormat<T>): Promise<void> {
    const abort = new AbortController();
    running.current = abort;
    const tell = (next: ExportState): void => {
      if (!abort.signal.aborted) setState(next);
    };
    tell({ kind: 'reading', rows: 0 });
    try {
      const file = await exportList({
        announce: () => announce(format.extension, abort.signal),
        readPage: (page) => readPage(page, abort.signal),
        format,
        onRows: (rows) => tell({ kind: 'reading', rows }),
      });
      if (abort.signal.aborted) return;
      const name = fileNameOf(what, file, format.extension, now());
      saveFile(file.content, name);
      tell({ kind: 'done', file, name });
    } catch (error) {
      tell({ kind: 'failed', error });
    }
  }

  function close(): void {
    running.current?.abort();
    setState({ kind: 'idle' });
  }

  return { state, start, close };
}
