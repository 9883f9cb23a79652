import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Request } from 'express';
import { requestMaxBytes } from '../../shared/profile.ts';
import { ActivationError } from '../kit/errors.ts';
import { HttpRefusal } from './httpRefusal.ts';

const inflatedChunkBytes = 64 * 1024;
/** Bytes of a refused body that are read and thrown away before we hang up. */
const discardMaxBytes = 2 * requestMaxBytes;

/** The media type the body is announced as, in lower case; null where another charset than UTF-8 is announced with it. */
export function utf8TypeOf(request: Request): string | null {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  return charset === undefined || charset === 'utf-8' || charset === 'utf8' ? type : null;
}

/** How the profiles are written in the body: one a line, or one JSON document. Throws 415 for any other media type. */
export function formatOf(request: Request): 'lines' | 'document' {
  const type = utf8TypeOf(request);
  const format = type === 'application/x-ndjson' ? 'lines' : type === 'application/json' ? 'document' : null;
  if (format === null) {
    throw new HttpRefusal(415, 'request_invalid', 'Send profiles as application/x-ndjson, one a line, or as application/json, both in UTF-8.');
  }
  return format;
}

/** How large a body may be, before and after inflating, and what to say of a larger one. */
export interface BodyLimit {
  readonly bytes: number;
  readonly message: string;
}

const profilesLimit: BodyLimit = { bytes: requestMaxBytes, message: `A request can hold at most ${requestMaxBytes / 1024 / 1024} MiB. Send the profiles in several requests.` };

/**
 * The body, inflated where it is gzip, in pieces as they come in. Throws 413 beyond the limit (before and after
 * inflating), 415 for another encoding and 400 for a body that ends early. However reading ends, the connection stays
 * usable: what is left of the body is read and thrown away, within limits, so that the answer arrives.
 */
export async function* readBody(request: Request, limit: BodyLimit = profilesLimit): AsyncGenerator<Buffer> {
  let gzip = false;
  let source: Readable = request;
  let bytes = 0;
  try {
    gzip = isGzip(request);
    if (Number(request.headers['content-length'] ?? 0) > limit.bytes) throw tooLarge(limit);
    if (gzip) source = inflated(request, limit);
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (bytes === 0 && chunk[0] === 0x1f && chunk[1] === 0x8b) {
        throw new HttpRefusal(
          415,
          'request_invalid',
          gzip ? 'The body is compressed twice. Compress it once.' : 'The body is gzip. Say so with the header Content-Encoding: gzip.',
        );
      }
      bytes += chunk.length;
      if (bytes > limit.bytes) throw tooLarge(limit);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof ActivationError) throw cause;
    throw new HttpRefusal(400, 'request_invalid', gzip ? 'The body is not complete gzip. Compress and send it again.' : 'The body ended too early. Send it again.', { cause });
  } finally {
    discardRest(request);
    if (source !== request) source.destroy();
  }
}

/** Whether the body is compressed. Throws 415 for any other encoding. */
export function isGzip(request: Request): boolean {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return false;
  if (encoding === 'gzip' || encoding === 'x-gzip') return true;
  throw new HttpRefusal(415, 'request_invalid', 'This content encoding is not read here. Send the body plain or as gzip.');
}

function inflated(request: Request, limit: BodyLimit): Readable {
  const gunzip = createGunzip({ chunkSize: inflatedChunkBytes });
  let bytes = 0;
  // Counted before inflating too: gzip can hold any number of empty parts.
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limit.bytes) gunzip.destroy(tooLarge(limit));
  });
  request.on('error', (error) => gunzip.destroy(error));
  return request.pipe(gunzip);
}

function discardRest(request: Request): void {
  if (request.readableEnded || request.destroyed) return;
  let left = discardMaxBytes;
  request.unpipe();
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}

function tooLarge({ message }: BodyLimit): HttpRefusal {
  return new HttpRefusal(413, 'request_invalid', message);
}
