import { describe, expect, it } from 'vitest';
import { createIdempotency, type Answer } from '../../server/api/idempotency.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';
import { MemoryProfileStore } from '../fakes/memoryProfileStore.ts';

async function* bodyOf(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

async function read(body: AsyncIterable<Buffer>): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { status: 200, bodyJson: JSON.stringify(Buffer.concat(chunks).toString()) };
}

describe('createIdempotency', () => {
  it('lets requests with one key wait for the first, and others not', async () => {
    const idempotency = createIdempotency({ store: new MemoryProfileStore(), clock: new ManualClock() });
    const gate = Promise.withResolvers<void>();
    const begun: string[] = [];
    const work = (name: string) => async (body: AsyncIterable<Buffer>) => {
      begun.push(name);
      if (name === 'first') await gate.promise;
      return read(body);
    };
    const first = idempotency.once('key', bodyOf('x'), work('first'));
    const second = idempotency.once('key', bodyOf('x'), work('second'));
    const different = idempotency.once('key', bodyOf('y'), work('different'));
    const other = idempotency.once('other key', bodyOf('z'), work('other'));
    await settled();
    expect(begun).toEqual(['first', 'other']);
    gate.resolve();
    expect(await first).toMatchObject({ status: 200, bodyJson: '"x"' });
    expect(await second).toMatchObject({ status: 200, bodyJson: '"x"' });
    await expect(different).rejects.toMatchObject({ status: 409 });
    expect(await other).toMatchObject({ bodyJson: '"z"' });
    expect(begun).toEqual(['first', 'other']);
  });

  it('lets requests with one key wait for the first at another server, also where that one fails, or is gone', async () => {
    const [store, clock] = [new MemoryProfileStore(), new ManualClock()];
    const [here, there] = [createIdempotency({ store, clock }), createIdempotency({ store, clock })];
    const gate = Promise.withResolvers<void>();
    const work = async (body: AsyncIterable<Buffer>) => {
      await gate.promise;
      return read(body);
    };
    const first = here.once('key', bodyOf('x'), work);
    await settled();
    let begun = 0;
    const again = (body: AsyncIterable<Buffer>) => {
      begun += 1;
      return read(body);
    };
    const second = there.once('key', bodyOf('x'), again);
    // For as long as the first is at work, however long that is.
    await clock.advance(120_000);
    expect(begun).toBe(0);
    gate.resolve();
    expect(await first).toMatchObject({ bodyJson: '"x"' });
    await clock.advance(200);
    expect([await second, begun]).toMatchObject([{ bodyJson: '"x"' }, 0]);

    const failing = here.once('failing', bodyOf('x'), () => Promise.reject(new Error('disk full')));
    const instead = there.once('failing', bodyOf('x'), again);
    await expect(failing).rejects.toThrow('disk full');
    await clock.advance(200);
    expect([await instead, begun]).toMatchObject([{ bodyJson: '"x"' }, 1]);

    await store.swapShared('idempotency', 'gone', clock.now(), null, { value: 'a server that was killed', expiresAt: clock.now() + 30_000 });
    const after = there.once('gone', bodyOf('x'), again);
    await clock.advance(29_900);
    expect(begun).toBe(1);
    await clock.advance(200);
    expect([await after, begun]).toMatchObject([{ bodyJson: '"x"' }, 2]);
  });

  it('lets the next in line do the work when the first fails', async () => {
    const idempotency = createIdempotency({ store: new MemoryProfileStore(), clock: new ManualClock() });
    const first = idempotency.once('key', bodyOf('x'), () => Promise.reject(new Error('disk full')));
    const second = idempotency.once('key', bodyOf('x'), read);
    await expect(first).rejects.toThrow('disk full');
    expect(await second).toMatchObject({ status: 200, bodyJson: '"x"' });
  });
});
