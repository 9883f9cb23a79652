import { routes } from '../../shared/api.ts';
import type { Import } from '../../shared/import.ts';
import { ApiProblem, readAnswer, unreachable } from '../api.ts';
import { queryTextOf } from '../requestUrl.ts';
import type { FileKind } from './fileKinds.ts';

/** Sends a file; `onSent` is told of the bytes that are on their way. Rejects as `call` does. Not by `fetch`, which tells nobody how far it is. */
export function uploadFile(file: File, kind: FileKind, signal: AbortSignal, onSent: (bytes: number) => void): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(routes.createImport.method, routes.createImport.path + queryTextOf({ name: file.name }));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', kind.contentType);
    if (kind.isGzip) request.setRequestHeader('content-encoding', 'gzip');
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => {
      try {
        resolve(readAnswer('createImport', request.status, parsed(request.responseText)));
      } catch (thrown) {
        reject(thrown);
      }
    });
    request.addEventListener('error', () => reject(new ApiProblem(unreachable)));
    request.addEventListener('abort', () => reject(signal.reason as Error));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
