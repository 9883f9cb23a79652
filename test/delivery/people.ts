import { expect } from 'vitest';
import type { StoredRecord } from '../fakes/streamState.ts';

/** What `stateOf` is sent by. */
export const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'person.name.firstName' }], identities: { namespaces: [] } };

/** A person as of their `number`th change; the record it makes says which one it is. */
export const stateOf = (profileId: string, number: number): object => ({
  profileId,
  attributes: { person: { name: { firstName: `${profileId}#${number}` } } },
  segmentMembership: { ups: { high: { status: 'realized', lastQualificationTime: new Date(Date.parse('2026-11-01T00:00:00Z') + number * 1_000).toISOString() } } },
});

export const everyone = (number: number, people = 50): object[] => Array.from({ length: people }, (_, index) => stateOf(`p${index}`, number));

/** Which states records hold, in their order. */
export const namesIn = (records: readonly StoredRecord[]): string[] =>
  records.map(({ data }) => (JSON.parse(data.toString()) as { person: { name: { firstName: string } } }).person.name.firstName);

/** What was accepted is what is held: every state of everyone once, each person's in order. Streams come in the order in which they were sent to. */
export function expectEveryStateOnce(streams: readonly (readonly StoredRecord[])[], states: number, people = 50): void {
  const seen = streams.flatMap(namesIn);
  const byPerson = Map.groupBy(seen, (name) => name.split('#')[0] as string);
  const expected = Array.from({ length: states }, (_, number) => number);
  expect([byPerson.size, seen.length]).toEqual([states === 0 ? 0 : people, states * people]);
  for (const [person, names] of byPerson) expect(names).toEqual(expected.map((number) => `${person}#${number}`));
}
