import express, { type Request, type Response } from 'express';
import { HttpRefusal } from './httpRefusal.ts';
import { refuseHostileJson } from './validate.ts';

/** Largest body of every route but ingest, bytes: an activation at all its limits stays well below. */
const bodyMaxBytes = 1024 * 1024;

const readBytes = express.raw({ type: () => true, limit: bodyMaxBytes });

/** True when the request carries a body, however long. */
export function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/** 415 unless the body is announced as JSON in UTF-8. */
export function demandJson(request: Request): void {
  const [type, ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (type !== 'application/json' || (charset !== undefined && charset !== 'utf-8')) {
    throw new HttpRefusal(415, 'request_invalid', 'Send the body as application/json in UTF-8.');
  }
}

/** Where in the text reading stopped, without repeating what stands there. */
function placeOf(thrown: unknown, text: string): string {
  const position = thrown instanceof SyntaxError ? /position (\d+)/.exec(thrown.message)?.[1] : undefined;
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Reads the whole body as JSON. 400 what cannot be read, 413 too large, 415 another media type or encoding. */
export async function readJsonBody(request: Request, response: Response): Promise<unknown> {
  demandJson(request);
  await new Promise<void>((resolve, reject) => readBytes(request, response, (problem?: unknown) => (problem === undefined ? resolve() : reject(problem))));
  const bytes: unknown = request.body;
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) throw new HttpRefusal(400, 'request_invalid', 'The body is empty. Send JSON.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpRefusal(400, 'request_invalid', 'The body is not UTF-8 text.');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw new HttpRefusal(400, 'request_invalid', `The body is not JSON${placeOf(thrown, text)}.`);
  }
  refuseHostileJson(json);
  return json;
}
