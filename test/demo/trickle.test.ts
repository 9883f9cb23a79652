import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Trickle, seedSegment, type Person } from '../../demo/trickle.ts';

const people = readFileSync('samples/profiles.ndjson', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Person);
const segmentIds = (JSON.parse(readFileSync('samples/segments.json', 'utf8')) as { id: string }[]).map(({ id }) => id);
const at = '2026-11-23T10:00:00.000Z';

/** Repeats: a linear congruential generator is random enough here. */
function dice(): () => number {
  let state = 7;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

function updates(count: number): Record<string, unknown>[] {
  const trickle = new Trickle(people, segmentIds, dice());
  return Array.from({ length: count }, () => trickle.next(at));
}

test('the trickle holds every kind of change, the seed story among them', () => {
  const all = updates(2_000).map((update) => JSON.stringify(update));
  const share = (text: string): number => all.filter((update) => update.includes(text)).length / all.length;
  expect(share(`"${seedSegment}":{"status":"realized"`)).toBeGreaterThan(0.1);
  expect(share(`"${seedSegment}":{"status":"exited"`)).toBeGreaterThan(0.1);
  expect(share('lastWhitePaper')).toBeGreaterThan(0.1);
  expect(share('"homeAddress"')).toBeGreaterThan(0.02);
  expect(share('"ecid"')).toBeGreaterThan(0.02);
});

test('segments stay near their usual size, however long it runs', () => {
  const trickle = new Trickle(people, segmentIds, dice());
  const usual = trickle.sizeOf(seedSegment);
  for (let step = 0; step < 20_000; step += 1) trickle.next(at);
  expect(trickle.sizeOf(seedSegment)).toBeGreaterThan(usual * 0.6);
  expect(trickle.sizeOf(seedSegment)).toBeLessThan(usual * 1.6);
});

test('whoever leaves a segment was in it, and whoever enters was not', () => {
  const members = new Set(people.filter((person) => person.segmentMembership?.ups[seedSegment]?.status === 'realized').map(({ profileId }) => profileId));
  for (const update of updates(5_000)) {
    const membership = (update['segmentMembership'] as { ups: Record<string, { status: string }> } | undefined)?.ups[seedSegment];
    if (membership === undefined) continue;
    const id = update['profileId'] as string;
    expect(members.has(id)).toBe(membership.status === 'exited');
    if (membership.status === 'exited') members.delete(id);
    else members.add(id);
  }
});

test('a person never has more than three devices, and the people handed in stay as they are', () => {
  const before = JSON.stringify(people);
  const devices = updates(20_000).flatMap((update) => (update['identityMap'] as { ecid?: unknown[] } | undefined)?.ecid?.length ?? []);
  expect(Math.max(...devices)).toBe(3);
  expect(JSON.stringify(people)).toBe(before);
});

test('a trickle without people says so instead of sending nothing', () => {
  expect(() => new Trickle([], [], () => 0.8).next(at)).toThrow('no people');
});
