import { describe, expect, test } from 'vitest';
import { expectRecords } from '../../server/delivery/expectation.ts';
import { planDelivery } from '../../server/delivery/plan.ts';
import type { ChangeHistory } from '../../server/store/historyStore.ts';
import { activationInputSchema, type ActivationInput } from '../../shared/activation.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';

const dayMs = 86_400_000;
const minutesOfDay = 1_440;

function planOf(activation: Partial<ActivationInput>, options: object = {}) {
  const input = activationInputSchema.parse({ segments: [{ id: 'vip' }], attributes: [{ source: 'person.name' }], ...activation });
  return planDelivery('d', input, [{ id: 'vip', name: 'VIP', createdAt: 0, updatedAt: 0, mappingCreatedAt: 0, mappingUpdatedAt: 0 }], destinationOptionsSchema.parse(options));
}

const shape = (attributes: string[], identities: string[] = [], crossed = false) => ({ attributes, identities, crossed });
const changed = (changes: number, of: ReturnType<typeof shape> | null, day = 0) => ({ day, changes, shape: of });
/** Two days, a thousand people. */
const history = (change: Partial<ChangeHistory>): ChangeHistory => ({ minutes: 2 * minutesOfDay, people: 1_000, changes: [], crossings: [], ...change });

describe('the records expected a day', () => {
  test.each<[string, Partial<ActivationInput>, Partial<ChangeHistory>, object]>([
    ['nothing happened: none, which is known', {}, {}, { perDay: 0, days: 2, busiestDay: 0 }],
    ['people crossed the segments', {}, { crossings: [{ day: 0, count: 600 }] }, { perDay: 300, membership: 300, identity: 0, attribute: 0, busiestDay: 600 }],
    ['a mapped attribute changed, of everybody: the part of the members', {}, { changes: [changed(2_000, shape(['person.name']))] }, { perDay: 250, attribute: 250 }],
    ['a change inside the mapped attribute, or around it', {}, { changes: [changed(80, shape(['person.name.first'])), changed(80, shape(['person']))] }, { attribute: 20 }],
    ['two mapped attributes in one change are one record', {}, { changes: [changed(80, shape(['person.name.first', 'person.name.last']))] }, { attribute: 10 }],
    ['other attributes are not sent', {}, { changes: [changed(800, shape(['person.nameless', 'score']))] }, { perDay: 0 }],
    ['an identity changed', {}, { changes: [changed(80, shape(['person.name'], ['mail']))] }, { identity: 10, attribute: 0 }],
    ['an identity that is not sent', { identities: { namespaces: ['ecid'] } }, { changes: [changed(80, shape(['person.name'], ['mail']))] }, { identity: 0, attribute: 10 }],
    [
      'who crosses a segment is counted there alone',
      {},
      { changes: [changed(80, shape(['person.name'], [], true))], crossings: [{ day: 0, count: 20 }] },
      { perDay: 10, attribute: 0 },
    ],
    [
      'unless crossing it is no reason',
      { triggers: { membership: false, identity: true, attributes: true, minIntervalSeconds: 0 } },
      { changes: [changed(80, shape(['person.name'], [], true))], crossings: [{ day: 0, count: 20 }] },
      { perDay: 10, membership: 0, attribute: 10 },
    ],
    [
      'changes that are not told apart are like the others of their day',
      {},
      { changes: [changed(60, shape(['person.name'])), changed(20, shape(['score'])), changed(80, null), changed(500, null, dayMs)] },
      { attribute: 15 },
    ],
    [
      'the busiest day stands out',
      {},
      {
        crossings: [
          { day: 0, count: 10 },
          { day: dayMs, count: 5_990 },
        ],
      },
      { perDay: 3_000, busiestDay: 5_990 },
    ],
    ['half a day is not taken for one', {}, { minutes: minutesOfDay / 2, crossings: [{ day: 0, count: 10 }] }, { perDay: 20, days: 0.5, busiestDay: null }],
    ['nobody is known', {}, { people: 0, changes: [changed(80, shape(['person.name']))] }, { perDay: 0 }],
    ['more members than people, as after erasures', {}, { people: 100, changes: [changed(80, shape(['person.name']))] }, { perDay: 40 }],
  ])('%s', (_, activation, past, expected) => {
    expect(expectRecords(planOf(activation), history(past), 250, 1)).toMatchObject(expected);
  });

  test('any change counts where unchanged records are sent, too', () => {
    expect(expectRecords(planOf({}, { suppressUnchanged: false }), history({ changes: [changed(80, shape(['score']))] }), 250, 1)).toMatchObject({ attribute: 10 });
  });

  test('of people for whom no record can be sent, as without their consent, nothing is expected', () => {
    const past = { crossings: [{ day: 0, count: 600 }], changes: [changed(2_000, shape(['person.name']))] };
    expect(expectRecords(planOf({}), history(past), 250, 0.2)).toMatchObject({ perDay: 110, membership: 60, attribute: 50, busiestDay: 220 });
    expect(expectRecords(planOf({}), history(past), 250, 0)).toMatchObject({ perDay: 0, busiestDay: 0 });
  });

  test('is not known with less than an hour of history', () => {
    expect(expectRecords(planOf({}), history({ minutes: 59, crossings: [{ day: 0, count: 9 }] }), 250, 1)).toBeNull();
    expect(expectRecords(planOf({}), history({ minutes: 60, crossings: [{ day: 0, count: 9 }] }), 250, 1)?.perDay).toBe(216);
  });
});
