import { useEffect, useRef, useState } from 'react';
import type { Import } from '../../shared/import.ts';
import { fileKindOf } from './fileKinds.ts';
import { uploadFile } from './uploadFile.ts';

export type Upload =
  | { readonly state: 'none' }
  | { readonly state: 'wrong_kind'; readonly name: string }
  | { readonly state: 'sending'; readonly file: File; readonly sent: number }
  | { readonly state: 'refused'; readonly error: unknown };

/** One file on its way to the server at a time; leaving the page stops it. */
export function useUpload(onDone: (uploaded: Import) => void): { readonly upload: Upload; readonly send: (file: File) => void; readonly cancel: () => void } {
  const [upload, setUpload] = useState<Upload>({ state: 'none' });
  const sending = useRef<AbortController | null>(null);
  useEffect(() => () => sending.current?.abort(), []);

  async function send(file: File): Promise<void> {
    const kind = fileKindOf(file.name);
    if (kind === null) return setUpload({ state: 'wrong_kind', name: file.name });
    const stop = new AbortController();
    sending.current = stop;
    setUpload({ state: 'sending', file, sent: 0 });
    try {
      onDone(await uploadFile(file, kind, stop.signal, (sent) => setUpload({ state: 'sending', file, sent })));
    } catch (error) {
      setUpload(stop.signal.aborted ? { state: 'none' } : { state: 'refused', error });
    }
  }
  return { upload, send: (file) => void send(file), cancel: () => sending.current?.abort() };
}
