import type { Profile, ProfileChange } from '../../shared/profile.ts';

/** Whether a person allows all that a destination asks for. `withdrawn`: not any more, but they may have, so it may hold data of theirs. */
export type ConsentState = 'given' | 'withdrawn' | 'missing';

/** PURE. No answer is no consent. */
export function consentState(required: readonly string[], profile: Profile): ConsentState {
  let state: ConsentState = 'given';
  for (const purpose of required) {
    const answer = answerOf(profile, purpose);
    if (answer === 'withdrawn') state = 'withdrawn';
    else if (answer !== 'granted') return 'missing';
  }
  return state;
}

/** PURE. The same right before a change; `profile` is the state after it. */
export function consentedBefore(required: readonly string[], profile: Profile, change: ProfileChange): boolean {
  return required.every((purpose) => (answerOf(profile, purpose) === 'granted') !== (change.consents?.includes(purpose) ?? false));
}

/** PURE. The purposes a person does not grant, for a message. */
export function missingConsents(required: readonly string[], profile: Profile): string[] {
  return required.filter((purpose) => answerOf(profile, purpose) !== 'granted');
}

function answerOf({ consents }: Profile, purpose: string): NonNullable<Profile['consents']>[string] | undefined {
  return consents !== undefined && Object.hasOwn(consents, purpose) ? consents[purpose] : undefined;
}
