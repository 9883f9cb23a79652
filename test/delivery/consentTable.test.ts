/** Every answer a person can have given, against every way a change can cause a record: through the functions of ingest and delivery, without a stream. */
import { describe, expect, test } from 'vitest';
import { activationInputSchema } from '../../shared/activation.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import type { Profile, ProfileChange } from '../../shared/profile.ts';
import { planDelivery } from '../../server/delivery/plan.ts';
import { makeRecord } from '../../server/delivery/record.ts';
import { selectChange } from '../../server/delivery/selection.ts';
import { mergeProfile } from '../../server/profiles/merge.ts';
import { checkProfile } from '../../server/profiles/parse.ts';

const at = Date.parse('2026-11-20T10:00:00Z');

type Answer = 'granted' | 'denied' | null;
/** What a person answered so far, oldest first. */
const histories: Readonly<Record<'never asked' | 'denied' | 'granted' | 'withdrawn', Answer[]>> = {
  'never asked': [],
  denied: ['denied'],
  granted: ['granted'],
  withdrawn: ['granted', 'denied'],
};
type State = keyof typeof histories;
const states = Object.keys(histories) as State[];
type Answers = Readonly<Record<'news' | 'ads', State>>;

function planOf(requiredConsents: readonly string[]) {
  const input = activationInputSchema.parse({ segments: [{ id: 'vip' }], attributes: [{ source: 'name' }] });
  const segments = [{ id: 'vip', name: 'VIP', createdAt: 0, updatedAt: 0, mappingCreatedAt: 0, mappingUpdatedAt: 0 }];
  return planDelivery('dst_1', input, segments, destinationOptionsSchema.parse({ requiredConsents, tombstones: true }));
}

/** The update as upstream sends it, applied; the change is null where it changed nothing. */
function updated(before: Profile | null, update: object): { profile: Profile; change: ProfileChange | null } {
  const checked = checkProfile({ profileId: 'ada', ...update }, at);
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  const merged = mergeProfile(before, checked.update, at);
  return merged ?? { profile: before as Profile, change: null };
}

const inVip = (status: string, day: number) => ({ segmentMembership: { ups: { vip: { status, lastQualificationTime: `2026-11-0${day}T00:00:00Z` } } } });

function personWith(answers: Answers, status = 'realized'): Profile {
  const { profile } = updated(null, { ...inVip(status, 1), attributes: { name: 'Ada' }, identityMap: { mail: [{ id: 'm' }] } });
  const given = Object.entries(answers).flatMap(([purpose, state]) => histories[state].map((answer) => ({ consents: { [purpose]: answer } })));
  return given.reduce((person, update) => updated(person, update).profile, profile);
}

/** What leaves: a whole record, one that tells an exit, a tombstone; `left out`: counted as excluded; null: not even looked at. */
function outcomeOf(required: readonly string[], profile: Profile, change: ProfileChange | null): string | null {
  const plan = planOf(required);
  const selected = change === null ? null : selectChange(plan, profile, change);
  if (selected === null) return null;
  const facts = { exportId: 'e', reason: selected.reason, profileVersion: 1, sequence: 1, at, changedSegments: selected.segments };
  const made = makeRecord(plan, profile, facts, () => 0, selected.form);
  if (made.kind !== 'record') return made.kind === 'excluded' && made.code === 'consent_missing' ? 'left out' : made.kind;
  const body = JSON.parse(Buffer.from(made.record.data).toString()) as { name?: string; erased?: true; segmentMembership: { ups: { vip: { status: string } } } };
  const isExitAlone = body.name === undefined && body.segmentMembership.ups.vip.status === 'exited';
  return body.erased === true && isExitAlone ? 'tombstone' : isExitAlone ? 'exit' : body.name === undefined ? 'odd' : 'record';
}

const changes: Readonly<Record<string, (profile: Profile) => { profile: Profile; change: ProfileChange | null }>> = {
  'leaves the segment': (profile) => updated(profile, inVip('exited', 2)),
  'enters it again': (profile) => updated(updated(profile, inVip('exited', 2)).profile, inVip('realized', 3)),
  'has another identity': (profile) => updated(profile, { identityMap: { mail: [{ id: 'n' }] } }),
  'has another name': (profile) => updated(profile, { attributes: { name: 'Countess' } }),
  'is erased': (profile) => ({ profile, change: { segments: [], identities: [], attributes: [], erased: true } }),
};

const requirements: readonly (readonly ('news' | 'ads')[])[] = [[], ['news'], ['news', 'ads']];
const everyone: readonly Answers[] = states.flatMap((news) => states.map((ads) => ({ news, ads })));
const wordsOf = (required: readonly string[]): string => required.join(' and ') || 'nothing';

describe('what leaves of somebody who changes', () => {
  /** By whether all that is needed was given; was given once, and is not any more; or never was. */
  const expected = {
    given: { change: 'record', erasure: 'tombstone' },
    withdrawn: { change: 'left out', erasure: 'tombstone' },
    missing: { change: 'left out', erasure: null },
  };
  function standingOf(required: (typeof requirements)[number], answers: Answers): keyof typeof expected {
    const needed = required.map((purpose) => answers[purpose]);
    if (needed.some((state) => state === 'never asked' || state === 'denied')) return 'missing';
    return needed.includes('withdrawn') ? 'withdrawn' : 'given';
  }
  const cases = requirements.flatMap((required) =>
    everyone.flatMap((answers) => Object.entries(changes).map(([what, change]) => [wordsOf(required), answers.news, answers.ads, what, { required, answers, change }] as const)),
  );
  test.each(cases)('where %s is needed: news %s, ads %s, who %s', (_, _news, _ads, what, { required, answers, change }) => {
    const { profile, change: made } = change(personWith(answers));
    expect(outcomeOf(required, profile, made)).toBe(expected[standingOf(required, answers)][what === 'is erased' ? 'erasure' : 'change']);
  });
});

describe('what leaves of somebody who answers', () => {
  const outcomes: Readonly<Record<State, Readonly<Record<'granted' | 'denied' | 'null', string | null>>>> = {
    'never asked': { granted: 'record', denied: null, null: null },
    denied: { granted: 'record', denied: null, null: null },
    granted: { granted: null, denied: 'exit', null: 'exit' },
    withdrawn: { granted: 'record', denied: null, null: null },
  };
  const cases = requirements.flatMap((required) =>
    everyone.flatMap((answers) =>
      (['granted', 'denied', null] as const).map((answer) => [wordsOf(required), answers.news, answers.ads, String(answer) as 'granted', { required, answers, answer }] as const),
    ),
  );
  test.each(cases)('where %s is needed: news %s, ads %s, and now news %s', (_, news, ads, now, { required, answers, answer }) => {
    const { profile, change } = updated(personWith(answers), { consents: { news: answer } });
    const isDecisive = required.includes('news') && (!required.includes('ads') || ads === 'granted');
    expect(outcomeOf(required, profile, change)).toBe(isDecisive ? outcomes[news][now] : null);
  });

  test.each(['granted', 'denied'] as const)('nothing, when outside of all segments: %s', (answer) => {
    const before = personWith({ news: answer === 'granted' ? 'withdrawn' : 'granted', ads: 'granted' }, 'exited');
    const { profile, change } = updated(before, { consents: { news: answer } });
    expect(outcomeOf(['news'], profile, change)).toBeNull();
  });
});
