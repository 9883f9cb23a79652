/**
 * Writes `samples/profiles.ndjson`: invented people, the same ones at every run. E-mail addresses end in example.com,
 * example.org or example.net, which belong to nobody; identities hold their SHA-256 only.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { cultures, type Culture } from './cultures.ts';

const personCount = 2_400;
const seed = 20_261_120;
/** The moment the samples speak of; every time in them lies before it. */
const takenAt = Date.parse('2026-11-20T00:00:00Z');
const dayMs = 86_400_000;

/** Mulberry32: a small generator with a seed, so that two runs write the same file. */
function seededRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = seededRandom(seed);
const chance = (probability: number): boolean => random() < probability;
const integer = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
const pick = <T>(items: readonly T[]): T => items[integer(0, items.length - 1)] as T;
const digits = (count: number): string => Array.from({ length: count }, (_, index) => integer(index === 0 ? 1 : 0, 9)).join('');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** A time in the last `days` days before the samples were taken, to the second. */
const pastTime = (days: number): string => new Date(takenAt - Math.floor((random() * days * dayMs) / 1_000) * 1_000 - 1_000).toISOString().replace('.000Z', 'Z');

function pickCulture(): Culture {
  let rest = random() * cultures.reduce((sum, culture) => sum + culture.weight, 0);
  return cultures.find((culture) => (rest -= culture.weight) < 0) ?? (cultures[0] as Culture);
}

/** `Müller|mueller` → the name as written and as it stands in an e-mail address. */
function nameParts(entry: string): { name: string; address: string } {
  const [name = entry, address] = entry.split('|');
  return { name, address: address ?? name.toLowerCase().replaceAll(' ', '') };
}

/** How likely a person is in a segment, by how warm a lead they are (0 to 1). */
const memberships: Record<string, (warmth: number, person: { loyal: boolean; european: boolean }) => number> = {
  '7841ba61-23c1-4bb3-a495-00d695fe1e93': (warmth) => warmth ** 3 * 0.75,
  '3f0c2a7e-5b1d-4c8e-9a64-0d2b7e6f1a35': (warmth) => warmth * 0.6,
  'c2b6d0f4-8a17-4e53-b9d2-6f1e0a7c3d58': (_, { loyal }) => (loyal ? 0.85 : 0.01),
  '9d4e7b12-0c68-4f3a-8e25-b1a7c6d5f904': (warmth) => (1 - warmth) * 0.35,
  '5e81f3a6-7d29-4b0c-a6f4-2c9e8d1b7035': (_, { european }) => (european ? 0.4 : 0.02),
  'b70a92c5-4f6e-4d18-93b7-e8d5c1f20a64': () => 0.04,
};
const exitShare = 0.12;
const europe = ['GB', 'DE', 'FR', 'ES', 'PL', 'IE'];
const topics = ['data-streams', 'analytics', 'security', 'pricing', 'migration', 'machine-learning'];
const whitePapers = ['streaming-in-practice', 'first-party-data', 'cost-of-latency', 'consent-by-design'];

function person(number: number): Record<string, unknown> {
  const culture = pickCulture();
  const given = nameParts(pick(culture.given));
  const family = nameParts(pick(culture.family));
  const warmth = random();
  const tier = pick(['none', 'none', 'none', 'bronze', 'bronze', 'silver', 'gold', 'platinum']);
  const email = `${given.address}.${family.address}${number}@example.${pick(['com', 'com', 'org', 'net'])}`;
  const identityMap: Record<string, { id: string }[]> = { email_lc_sha256: [{ id: sha256(email) }] };
  if (chance(0.7)) identityMap['ecid'] = Array.from({ length: chance(0.15) ? 2 : 1 }, () => ({ id: digits(38) }));
  if (chance(0.55)) identityMap['crm_id'] = [{ id: `C-${String(100_000 + number)}` }];
  if (chance(0.3)) identityMap['phone_sha256'] = [{ id: sha256(`${culture.phone[0]}${digits(culture.phone[1])}`) }];

  const traits = { loyal: tier === 'gold' || tier === 'platinum', european: europe.includes(culture.countryCode) };
  const segments = Object.entries(memberships).filter(([, likelihood]) => chance(likelihood(warmth, traits)));
  return {
    profileId: `crm-${1_000 + number}`,
    identityMap,
    attributes: {
      person: { name: { firstName: given.name, lastName: family.name } },
      personalEmail: { address: email },
      homeAddress: { countryCode: culture.countryCode, city: pick(culture.cities) },
      loyalty: tier === 'none' ? { tier } : { tier, points: integer(100, 48_000), memberSince: pastTime(1_800).slice(0, 10) },
      preferences: { language: culture.language, topics: [...new Set([pick(topics), pick(topics)])], consent: { email: chance(0.8), phone: chance(0.3) } },
      lead: { score: Math.round(warmth * 100), ...(warmth > 0.55 ? { lastWhitePaper: pick(whitePapers) } : {}) },
    },
    ...(segments.length === 0
      ? {}
      : {
          segmentMembership: { ups: Object.fromEntries(segments.map(([id]) => [id, { status: chance(exitShare) ? 'exited' : 'realized', lastQualificationTime: pastTime(90) }])) },
        }),
  };
}

const known = (JSON.parse(readFileSync(new URL('segments.json', import.meta.url), 'utf8')) as { id: string }[]).map((segment) => segment.id);
for (const id of Object.keys(memberships)) if (!known.includes(id)) throw new Error(`Segment ${id} is not in segments.json.`);

const lines = Array.from({ length: personCount }, (_, index) => `${JSON.stringify(person(index + 1))}\n`);
writeFileSync(new URL('profiles.ndjson', import.meta.url), lines.join(''));
console.log(`Wrote ${lines.length} profiles.`);
