import { createHash } from 'node:crypto';
import type { Random } from '../server/kit/backoff.ts';
import type { JsonObject } from '../shared/profile.ts';

/** A sample profile as far as the trickle changes it. */
export interface Person {
  readonly profileId: string;
  readonly identityMap: Record<string, { id: string }[]>;
  readonly attributes: { lead: { score: number }; loyalty: { points?: number }; [key: string]: unknown };
  readonly segmentMembership?: { ups: Record<string, { status: string }> };
}

/** A partial update, ready for `POST /api/profiles`. */
export interface ProfileUpdate extends JsonObject {
  profileId: string;
}

export const seedSegment = '7841ba61-23c1-4bb3-a495-00d695fe1e93';
const whitePapers = ['streaming-in-practice', 'first-party-data', 'cost-of-latency', 'consent-by-design'];
const cities = ['Lisbon', 'Utrecht', 'Toronto', 'Nairobi', 'Osaka', 'Tampere', 'Valparaíso', 'Wrocław'];
/** Devices kept per person: the oldest goes when there are more, so that a demo left running does not grow. */
const mostDevices = 3;

/** What people do all day: they download white papers, cool down, join and leave segments, move house and use new devices. */
export class Trickle {
  readonly #people: readonly Person[];
  readonly #random: Random;
  readonly #members = new Map<string, Set<number>>();
  /** Sizes at the start; people enter and leave around them. */
  readonly #usual = new Map<string, number>();

  constructor(people: readonly Person[], segmentIds: readonly string[], random: Random) {
    // A copy: devices and points of these people change as the day goes on.
    this.#people = structuredClone(people);
    this.#random = random;
    for (const id of segmentIds) {
      const members = people.flatMap((person, index) => (person.segmentMembership?.ups[id]?.status === 'realized' ? [index] : []));
      this.#members.set(id, new Set(members));
      this.#usual.set(id, members.length);
    }
  }

  /** How many people are in a segment now. */
  sizeOf(segmentId: string): number {
    return this.#members.get(segmentId)?.size ?? 0;
  }

  /** The next thing that happens. `at`: RFC 3339, the time it happened. */
  next(at: string): ProfileUpdate {
    const dice = this.#random();
    if (dice < 0.5) return this.#moveThrough(seedSegment, at);
    if (dice < 0.7) return this.#moveThrough(this.#pick([...this.#members.keys()].filter((id) => id !== seedSegment)), at);
    if (dice < 0.88) return this.#changeAttribute();
    return this.#changeIdentity();
  }

  /** Someone enters or leaves; the further a segment is above its usual size, the likelier someone leaves. */
  #moveThrough(segmentId: string, at: string): ProfileUpdate {
    const members = this.#members.get(segmentId) ?? new Set();
    const usual = this.#usual.get(segmentId) ?? 0;
    const leaves = members.size > 0 && (members.size >= this.#people.length || this.#random() < members.size / (2 * Math.max(usual, 1)));
    const index = leaves ? this.#pick([...members]) : this.#pick(this.#people.flatMap((_, candidate) => (members.has(candidate) ? [] : [candidate])));
    if (leaves) members.delete(index);
    else members.add(index);
    const person = this.#personAt(index);
    const membership = { segmentMembership: { ups: { [segmentId]: { status: leaves ? 'exited' : 'realized', lastQualificationTime: at } } } };
    if (segmentId !== seedSegment) return { profileId: person.profileId, ...membership };
    const lead = leaves ? { score: this.#integer(5, 40) } : { score: this.#integer(70, 99), lastWhitePaper: this.#pick(whitePapers) };
    return { profileId: person.profileId, attributes: { lead }, ...membership };
  }

  #changeAttribute(): ProfileUpdate {
    const person = this.#personAt(this.#integer(0, this.#people.length - 1));
    const { loyalty } = person.attributes;
    const change = this.#pick(['move', 'score', 'points'] as const);
    if (change === 'points' && loyalty.points !== undefined) {
      loyalty.points += this.#integer(10, 500);
      return { profileId: person.profileId, attributes: { loyalty: { points: loyalty.points } } };
    }
    const attributes: JsonObject = change === 'move' ? { homeAddress: { city: this.#pick(cities) } } : { lead: { score: this.#integer(0, 99) } };
    return { profileId: person.profileId, attributes };
  }

  #changeIdentity(): ProfileUpdate {
    const person = this.#personAt(this.#integer(0, this.#people.length - 1));
    if (this.#random() < 0.3) {
      const phone = createHash('sha256').update(`${person.profileId}${this.#random()}`).digest('hex');
      return { profileId: person.profileId, identityMap: { phone_sha256: [{ id: phone }] } };
    }
    const device = Array.from({ length: 38 }, (_, index) => this.#integer(index === 0 ? 1 : 0, 9)).join('');
    const devices = [...(person.identityMap['ecid'] ?? []), { id: device }].slice(-mostDevices);
    person.identityMap['ecid'] = devices;
    return { profileId: person.profileId, identityMap: { ecid: devices } };
  }

  #personAt(index: number): Person {
    const person = this.#people[index];
    if (person === undefined) throw new Error('There are no people to change.');
    return person;
  }

  #integer(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#integer(0, items.length - 1)] as T;
  }
}
