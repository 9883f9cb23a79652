import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Clock } from '../kit/clock.ts';
import { newId } from '../kit/ids.ts';
import type { Store } from '../store/store.ts';
import { HttpRefusal } from './httpRefusal.ts';

export interface Answer {
  readonly status: number;
  readonly bodyJson: string;
}

/** How long a first answer is repeated, milliseconds. */
const rememberedMs = 24 * 60 * 60 * 1_000;
/** A server that is at work on a key, and gives no sign of it for so long, has lost it, milliseconds. */
const claimMs = 30_000;
/** Who waits for another server looks this often, milliseconds. */
const lookEveryMs = 200;
const scope = 'idempotency';

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
   * another with its key is at work, at whichever server, waits for it. Throws 409 when the body is another one. What throws is not remembered.
   */
  once(key: string, body: AsyncIterable<Buffer>, work: (body: AsyncIterable<Buffer>) => Promise<Answer>): Promise<Answer>;
}

export function createIdempotency(dependencies: { store: Pick<Store, 'getIdempotency' | 'putIdempotency' | 'swapShared'>; clock: Clock }): Idempotency {
  const { store, clock } = dependencies;
  // Who waits for a request of this process waits here, without asking the database.
  const lastTurns = new Map<string, Promise<Answer>>();

  /** Waits until no other server is at work on the key, and keeps the others waiting; returns what lets them go on. */
  async function claim(key: string): Promise<() => Promise<void>> {
    const holder = newId('wrk');
    const hold = (before: string | null): Promise<boolean> => store.swapShared(scope, key, clock.now(), before, { value: holder, expiresAt: clock.now() + claimMs });
    while (!(await hold(null))) await clock.sleep(lookEveryMs);
    // One that cannot be renewed runs out: then another server does the same once more, of which profiles stay the same.
    const stopRenewing = clock.every(claimMs / 4, () => void hold(holder).catch(() => undefined));
    return async () => {
      stopRenewing();
      await store.swapShared(scope, key, clock.now(), holder, null).catch(() => undefined);
    };
  }

  async function turn(key: string, body: AsyncIterable<Buffer>, work: (body: AsyncIterable<Buffer>) => Promise<Answer>): Promise<Answer> {
    const release = await claim(key);
    try {
      return await answerOnce(key, body, work);
    } finally {
      await release();
    }
  }

  async function answerOnce(key: string, body: AsyncIterable<Buffer>, work: (body: AsyncIterable<Buffer>) => Promise<Answer>): Promise<Answer> {
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
