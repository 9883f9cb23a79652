import { describe, expect, test } from 'vitest';
import { activationInputSchema, type Activation } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';
import { activateWords, savedText } from '../../client/wizard/activateWords.ts';
import {
  activationFieldOf,
  activationInputOf,
  activationIssues,
  emptyActivation,
  valuesOfActivation,
  valuesOfDraft,
  type ActivationValues,
} from '../../client/wizard/activationForm.ts';
import { missingText } from '../../client/wizard/missing.ts';
import { listed, reviewOf } from '../../client/wizard/review.ts';
import type { PersonalKind, ProfileField } from '../../shared/profileFields.ts';

const filled: ActivationValues = {
  ...emptyActivation,
  segments: [
    { id: 's1', name: 'One', size: 1200, backfill: true },
    { id: 's2', name: 'Two', size: 30, backfill: true },
  ],
  attributes: [
    { source: ' person.name ', target: '', transform: 'none', required: false },
    { source: 'email', target: 'email_hash', transform: 'sha256', required: true },
  ],
};

describe('the activation form', () => {
  test('becomes a request the API accepts, with nothing in it that was left empty', () => {
    expect(activationInputOf(filled)).toEqual({
      segments: [
        { id: 's1', backfill: true },
        { id: 's2', backfill: true },
      ],
      attributes: [{ source: 'person.name' }, { source: 'email', target: 'email_hash', transform: 'sha256', required: true }],
      identities: { namespaces: 'all' },
      partitionKey: { kind: 'profile_id' },
      triggers: { membership: true, identity: true, attributes: true, minIntervalSeconds: 0 },
      state: 'active',
    });
    expect(activationInputSchema.safeParse(activationInputOf(filled)).success).toBe(true);
    expect(activationIssues(filled).size).toBe(0);
  });

  test('a segment that is taken away tells its exits only where that is wanted, and not once it is picked again', () => {
    expect(activationInputOf({ ...filled, exits: ['old', 's1'] }).removedSegments).toEqual([{ id: 'old', sendExits: true }]);
    expect(activationInputOf({ ...filled, exits: ['s1'] })).not.toHaveProperty('removedSegments');
    expect(reviewOf({ ...filled, exits: ['old'] }, new Set(), undefined).exits).toBe('Everyone in 1 segment you remove, once');
    expect(activationFieldOf('removedSegments.0.id')).toBe('segments');
  });

  test('an existing activation comes back into the form and out again unchanged', () => {
    const activation: Activation = {
      destinationId: 'd',
      segments: [{ id: 's1', name: 'One', backfill: false, mappedAt: '' }],
      attributes: [{ source: 'a.b', target: 'c', transform: 'trim', required: true }],
      identities: { namespaces: ['ecid'] },
      partitionKey: { kind: 'identity', namespace: 'ecid' },
      triggers: { membership: true, identity: false, attributes: true, minIntervalSeconds: 0 },
      state: 'paused',
      backfillRunId: null,
      exitsRunId: null,
      updatedAt: '',
      version: 3,
    };
    const { segments, attributes, identities, partitionKey, triggers, state } = activation;
    expect(activationInputOf(valuesOfActivation(activation, new Map([['s1', 7]])))).toEqual({
      segments: segments.map(({ id, backfill }) => ({ id, backfill })),
      attributes,
      identities,
      partitionKey,
      triggers,
      state,
    });
  });

  test('a draft comes back as it was left, and one that cannot be read is an empty form', () => {
    expect(valuesOfDraft(JSON.parse(JSON.stringify(filled)))).toEqual(filled);
    expect(valuesOfDraft(undefined)).toEqual(emptyActivation);
    expect(valuesOfDraft({ segments: 'no' })).toEqual(emptyActivation);
  });

  test('every mistake is said at the field it is made in', () => {
    const issues = activationIssues({
      ...filled,
      segments: [],
      attributes: [...filled.attributes, { source: '', target: '', transform: 'none', required: false }, { source: 'x', target: 'email_hash', transform: 'none', required: false }],
      partitionKey: { kind: 'identity', namespace: ' ', source: '' },
      triggers: { membership: false, identity: false, attributes: false, minIntervalSeconds: 0 },
    });
    expect([...issues.keys()].toSorted()).toEqual(['attributes.2.source', 'attributes.3.target', 'partitionKey.namespace', 'segments', 'triggers.membership']);
  });

  test('paths of the request find their fields, and unknown ones go to the notice', () => {
    expect(activationFieldOf('segments.4.id')).toBe('segments');
    expect(activationFieldOf('attributes.0.target')).toBe('attributes.0.target');
    expect(activationFieldOf('partitionKey')).toBe('partitionKey.kind');
    expect(activationFieldOf('identities.namespaces.0')).toBe('identities.mode');
    expect(activationFieldOf('somewhere.else')).toBeNull();
  });
});

describe('the review', () => {
  test('counts only people a backfill is started for, and names what stays readable', () => {
    const review = reviewOf(filled, new Set(['s1']), undefined);
    expect(review.first).toBe('Up to 30 people of 1 segment, at once');
    expect(review.personal).toBe('Not known yet: nobody was looked at');
    expect(reviewOf(filled, new Set(['s1', 's2']), undefined).first).toContain('Nobody');
    expect(reviewOf({ ...filled, segments: [{ id: 's1', name: 'One', size: 1, backfill: true }] }, new Set(), undefined).first).toBe('Up to 1 person of 1 segment, at once');
    expect(reviewOf(emptyActivation, new Set(), undefined).first).toBe('Nothing yet: no segment is picked');
  });

  test('names what is sent, and what of it says who somebody is: readable, hidden, or nothing that shows', () => {
    const field = (path: string, personal: PersonalKind | null): ProfileField => ({ path, kinds: ['text'], filled: 1, examples: [], personal });
    const known = {
      sampled: 20,
      attributes: [field('person.name.first', 'name'), field('email', 'email'), field('birth', 'birth_date'), field('score', null)],
      identities: [field('mail', 'email'), field('ecid', null)],
    };
    expect(reviewOf(filled, new Set(), known)).toMatchObject({
      attributes: 'person.name, email as email_hash (SHA-256)',
      identities: 'All a person has',
      personal: 'Readable: mail (e-mail address), person.name.first (name of a person). Hashed or masked: email (e-mail address).',
    });
    const plain = { ...filled, attributes: [], identities: { mode: 'chosen' as const, namespaces: ['ecid'] } };
    expect(reviewOf(plain, new Set(), known)).toMatchObject({ identities: 'ecid', personal: 'None that shows in 20 people looked at.' });
    const keyedBy = (kind: 'identity' | 'attribute' | 'profile_id', key: string) =>
      reviewOf({ ...plain, partitionKey: { kind, namespace: key, source: key } }, new Set(), known).personal;
    expect(keyedBy('attribute', 'email')).toBe('Readable: email (e-mail address, as the partition key).');
    expect(keyedBy('identity', 'mail')).toBe('Readable: mail (e-mail address, as the partition key).');
    expect([keyedBy('attribute', 'score'), keyedBy('identity', 'email'), keyedBy('profile_id', 'email')]).toEqual(Array(3).fill('None that shows in 20 people looked at.'));
  });

  test('names eight of many', () => {
    expect(listed(['a', 'b'], 2, 'None')).toBe('a, b');
    expect(listed([...'abcdefghij'], 1_000, 'None')).toBe('a, b, c, d, e, f, g, h and 992 more');
    expect(listed([], 0, 'None')).toBe('None');
  });

  test('says when no identity is sent', () => {
    expect(reviewOf({ ...filled, identities: { mode: 'chosen', namespaces: [] }, attributes: [] }, new Set(), undefined)).toMatchObject({ identities: 'None', attributes: 'None' });
  });
});

describe('the end of the form', () => {
  const plain = { options: { needsApproval: false } } as Destination;
  const approved = { options: { needsApproval: true } } as Destination;

  test('activates what is new, and saves a change of what is there', () => {
    expect(activateWords(plain, null)).toMatchObject({ action: 'Activate', when: 'When you activate', active: { label: 'Start sending' }, paused: { label: 'Keep it paused' } });
    expect(activateWords(plain, { state: 'active' })).toMatchObject({
      action: 'Save changes',
      when: 'After saving',
      active: { label: 'Keep sending' },
      paused: { label: 'Pause' },
    });
    expect(activateWords(plain, { state: 'paused' })).toMatchObject({ action: 'Save changes', active: { label: 'Start sending' }, paused: { label: 'Keep it paused' } });
    expect(activateWords(approved, null)).toMatchObject({ action: 'Send for approval', when: 'Once it is approved' });
    expect(activateWords(approved, { state: 'active' })).toMatchObject({ action: 'Send for approval', active: { label: 'Keep sending' } });
  });

  test('says what became of the destination: never that one sends which is switched off', () => {
    const leads = (status: Destination['status']) => ({ name: 'Leads', status });
    expect(savedText(leads('draft'), null, { state: 'active' })).toBe('Leads is sending');
    expect(savedText(leads('disabled'), { state: 'paused' }, { state: 'active' })).toBe('Leads is sending');
    expect(savedText(leads('enabled'), { state: 'active' }, { state: 'active' })).toBe('Saved: Leads');
    expect(savedText(leads('disabled'), { state: 'active' }, { state: 'active' })).toBe('Leads is saved and paused');
    expect(savedText(leads('enabled'), { state: 'active' }, { state: 'paused' })).toBe('Leads is saved and paused');
  });

  test('names what is missing before something can be told, and nothing once it can', () => {
    expect(missingText(emptyActivation, 'what changes')).toBe('Pick a segment. Then you see here what changes.');
    expect(missingText({ ...filled, attributes: [{ source: '', target: '', transform: 'none', required: false }] }, 'what changes')).toBe(
      'Complete the form. Then you see here what changes.',
    );
    expect(missingText(filled, 'what changes')).toBeNull();
  });
});
