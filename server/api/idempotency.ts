import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Clock } from '../kit/clock.ts';
import type { AccessStore } from '../store/store.ts';
import { HttpRefusal } from './httpRefusal.ts';

export interface Answer {
  readonly status: number;
  readonly bodyJson: string;
}

/** How long a first answer is repeated, milliseconds. */
const rememberedMs = 24 * 60 * 60 * 1_000;

/** The request's `Idempotency-Key`, or null without one. Throws 422 unless it is 1 to 255 printable ASCII characters. */
export function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const message = 'An Idempotency-Key has 1 to 255 printable ASCII characters.';
  throw new HttpRefusal(422, 'request_invalid', message, { issues: [{ path: 'Idempotency-Key', code: 'request_invalid', message }] });
}

/** Work that is done once per key and answered alike for 24 hours. */
export interface Idempotency {
  /**
   * Runs `work` on the body, or repeats the answer it gave when the key was used first. A request that comes while
   * another with its key is at work waits for it. Throws 409 when the body is another one. What throws is not remembered.
   */
  once(key: string, body: AsyncIterable<Buffer>, work: (body: AsyncIterable<Buffer>) => Promise<Answer>): Promise<Answer>;
}

export function createIdempotency(dependencies: { store: Pick<AccessStore, 'getIdempotency' | 'putIdempotency'>; clock: Clock }): Idempotency {
  const { store, clock } = dependencies;
  const lastTurns = new Map<string, Promise<Answer>>();

  async function turn(key: string, body: AsyncIterable<Buffer>, work: (body: AsyncIterable<Buffer>) => Promise<Answer>): Promise<Answer> {
    const known = await store.getIdempotency(key);
    const hash = createHash('sha256');
    if (known !== null && known.createdAt > clock.now() - rememberedMs) {
      for await (const chunk of body) hash.update(chunk);
      if (hash.digest('hex') !== known.requestHash)
        throw new HttpRefusal(409, 'request_invalid', 'This Idempotency-Key was used with another body. Use a new key for new profiles.');
      return known;
    }
    const answer = await work(hashed(body, (chunk) => hash.update(chunk)));
    await store.putIdempotency({ key, requestHash: hash.digest('hex'), status: answer.status, bodyJson: answer.bodyJson, createdAt: clock.now() });
    return answer;
  }

  return {
    async once(key, body, work) {
      const begin = (): Promise<Answer> => turn(key, body, work);
      const mine = (lastTurns.get(key) ?? Promise.resolve()).then(begin, begin);
      lastTurns.set(key, mine);
      try {
        return await mine;
      } finally {
        if (lastTurns.get(key) === mine) lastTurns.delete(key);
      }
    },
  };
}

async function* hashed(body: AsyncIterable<Buffer>, add: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    add(chunk);
    yield chunk;
  }
}
