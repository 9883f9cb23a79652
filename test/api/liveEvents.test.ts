import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createLiveEvents } from '../../server/api/liveEvents.ts';
import { createLog } from '../../server/kit/log.ts';
import type { DeliveryEvent } from '../../shared/delivery.ts';
import { ManualClock } from '../fakes/manualClock.ts';

/** As much of a response as live events use. */
class Listener extends EventEmitter {
  text = '';
  ended = false;
  writableLength = 0;
  writeHead(): void {}
  write(text: string): void {
    this.text += text;
  }
  end(): void {
    this.ended = true;
    this.emit('close');
  }
  /** What came since the last call, without the first line of the stream. */
  take(): string[] {
    const parts = this.text.split('\n\n').filter((part) => part !== '' && !part.startsWith('retry'));
    this.text = '';
    return parts;
  }
}

const eventOf = (activated: number, at = 't'): DeliveryEvent => ({
  destinationId: 'dst_1',
  at,
  status: 'enabled',
  lag: { changes: 0, milliseconds: 0 },
  capacityWait: null,
  totals: { received: activated, activated, excluded: 0, failed: 0, pending: 0, retried: 0, throttled: 0 },
});

function setUp() {
  const clock = new ManualClock();
  const state = { events: [eventOf(1)] as DeliveryEvent[] | Error, open: true as boolean | Error, snapshots: 0 };
  const live = createLiveEvents({
    snapshot: async () => {
      state.snapshots += 1;
      if (state.events instanceof Error) throw state.events;
      return state.events;
    },
    isOpen: async () => {
      if (state.open instanceof Error) throw state.open;
      return state.open;
    },
    clock,
    log: createLog('silent'),
  });
  const listen = (session: string | null = 's1'): Listener => {
    const listener = new Listener();
    expect(live.listen(listener as unknown as ServerResponse, session)).toBe(true);
    return listener;
  };
  return { clock, state, live, listen };
}

describe('live events', () => {
  test('a listener gets everything once, then only what changed, however the time stamp moves', async () => {
    const { clock, state, listen } = setUp();
    const listener = listen();
    await clock.advance(0);
    expect(listener.take()).toEqual([expect.stringMatching(/^event: delivery\ndata: \{"destinationId":"dst_1",.*"activated":1,.*"at":"t"\}$/)]);
    state.events = [eventOf(1, 'later')];
    await clock.advance(3_000);
    expect(listener.take()).toEqual([]);
    state.events = [eventOf(2)];
    await clock.advance(3_000);
    expect(listener.take()).toEqual([expect.stringContaining('"activated":2')]);
  });

  test('nobody listens, nothing is counted', async () => {
    const { clock, state } = setUp();
    await clock.advance(10_000);
    expect(state.snapshots).toBe(0);
  });

  test('a moment in which the totals cannot be read costs nobody the line', async () => {
    const { clock, state, listen } = setUp();
    state.events = new Error('delivery does not answer');
    const listener = listen();
    await clock.advance(2_000);
    expect([listener.take(), listener.ended]).toEqual([[], false]);
    state.events = [eventOf(2)];
    await clock.advance(1_000);
    expect(listener.take()).toEqual([expect.stringContaining('"activated":2')]);
  });

  test('changes arrive at once', async () => {
    const { clock, live, listen } = setUp();
    const listener = listen();
    await clock.advance(0);
    listener.take();
    live.changed({ resource: 'run', id: 'run_1' });
    expect(listener.take()).toEqual(['event: changed\ndata: {"resource":"run","id":"run_1"}']);
  });

  test('a beat every fifteen seconds keeps the line open while the session is', async () => {
    const { clock, state, listen } = setUp();
    const listener = listen();
    await clock.advance(0);
    listener.take();
    await clock.advance(15_000);
    expect(listener.take()).toEqual([': alive']);
    state.open = false;
    await clock.advance(15_000);
    expect(listener.ended).toBe(true);
  });

  test('a session that cannot be checked counts as ended; a bearer token has none to check', async () => {
    const { clock, state, listen } = setUp();
    const [bySession, byToken] = [listen('s1'), listen(null)];
    state.open = new Error('the store is gone');
    await clock.advance(15_000);
    expect([bySession.ended, byToken.ended]).toEqual([true, false]);
  });

  test('signing out ends the listeners of that session only', () => {
    const { live, listen } = setUp();
    const [first, second] = [listen('s1'), listen('s2')];
    live.endSession('s1');
    expect([first.ended, second.ended]).toEqual([true, false]);
    live.close();
    expect(second.ended).toBe(true);
  });

  test('who does not read is dropped instead of filling the memory', () => {
    const { live, listen } = setUp();
    const listener = listen();
    listener.writableLength = 2 * 1024 * 1024;
    live.changed({ resource: 'run', id: 'run_1' });
    expect(listener.ended).toBe(true);
  });
});
