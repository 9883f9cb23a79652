import type { Request, RequestHandler } from 'express';
import type { Clock } from '../kit/clock.ts';
import { routes } from '../../shared/api.ts';
import { hasBody } from './jsonBody.ts';

/** By then a body has arrived, milliseconds. */
const bodyMs = 120_000;
/** A file may have gigabytes: it may take its time as long as so much of it comes in between two looks. Milliseconds and bytes; the slowest of lines carry ten times that. */
const fileLookMs = 30_000;
const fileLookBytes = 64 * 1024;

/** Hangs up on bodies that do not arrive: whoever sends a byte a minute must not hold a connection for hours. What comes in of a file after its answer belongs to nobody and has the time of any body. */
export function bodyDeadline(clock: Clock): RequestHandler {
  return (request, response, next) => {
    if (hasBody(request)) {
      const arrived = new AbortController();
      request.once('close', () => arrived.abort());
      const startDeadline = (): void => void clock.sleep(bodyMs, arrived.signal).then(() => hangUp(request));
      if (request.method === routes.createImport.method && request.path === routes.createImport.path) {
        watchPace(clock, request, arrived.signal);
        response.once('finish', startDeadline);
      } else startDeadline();
    }
    next();
  };
}

function watchPace(clock: Clock, request: Request, arrived: AbortSignal): void {
  let before = request.socket.bytesRead;
  const stop = clock.every(fileLookMs, () => {
    const { bytesRead } = request.socket;
    if (bytesRead - before < fileLookBytes) hangUp(request);
    before = bytesRead;
  });
  arrived.addEventListener('abort', stop, { once: true });
}

function hangUp(request: Request): void {
  if (!request.complete) request.socket.destroy();
}
