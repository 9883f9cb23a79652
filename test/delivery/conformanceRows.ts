/** The published format of records, promise by promise; `conformance.int.test.ts` holds them. */
export const dayMs = 86_400_000;
export const start = Date.parse('2026-11-20T10:00:00Z');
export const at = (days: number): string => new Date(start + days * dayMs).toISOString();

/** `days` after the start: what is accepted, who is erased, what is sent from then on; in this order. Each step is delivered before the next. */
export interface Step {
  readonly days?: number;
  readonly accept?: object[];
  readonly erase?: string;
  readonly activate?: object;
  readonly backfill?: readonly string[];
}

const [high, low] = ['7841ba61-23c1-4bb3-a495-00d695fe1e93', '3f0c2a7e-5b1d-4c8e-9a64-0d2b7e6f1a35'];
const hashedMail = 'c9a113580a216ed5b18c6a941ff6735df99a072d83c0ec780487e7bbad894d5f';
export const realized = (lastQualificationTime: string): object => ({ lastQualificationTime, status: 'realized' });
const exited = (lastQualificationTime: string): object => ({ lastQualificationTime, status: 'exited' });

const membership = (status: string, lastQualificationTime?: string): object => ({ status, ...(lastQualificationTime !== undefined && { lastQualificationTime }) });
const ada = (segments: Readonly<Record<string, object>>, more: object = {}): object => ({ profileId: 'ada', segmentMembership: { ups: segments }, ...more });
const update = (more: object): object => ({ profileId: 'ada', ...more });
export const body = (segments: object, more: object = {}, identityMap: object = {}): object => ({
  ...more,
  segmentMembership: Object.keys(segments).length === 0 ? {} : { ups: segments },
  identityMap,
});

const vip = { segments: [{ id: 'vip' }], identities: { namespaces: [] } };
export const named = { ...vip, attributes: [{ source: 'name' }] };
export const isIn = { vip: membership('realized', at(0)) };
const event = (id: string, reason: string, sequence: number, days: number, data: object): object => ({
  specversion: '1.0',
  id,
  source: '/destinations/dst_1',
  type: 'tributary.profile.changed.v1',
  subject: 'ada',
  time: at(days),
  datacontenttype: 'application/json',
  reason,
  profileversion: String((start + days * dayMs) * 1_000),
  sequence: String(sequence).padStart(16, '0'),
  data,
});

/** A promise, what the destination is asked to send, what happens, and all that a reader then finds, byte for byte and in this order. */
export const rows: [promise: string, activation: object, options: object, steps: Step[], records: object[]][] = [
  [
    'mapped attributes at their path, then segmentMembership, then identityMap; a tie of times goes to the later arrival',
    { segments: [{ id: high }, { id: low }], attributes: [{ source: 'person.name.firstName' }], identities: { namespaces: ['email_lc_sha256'] } },
    {},
    [
      {
        accept: [
          {
            profileId: 'crm-1001',
            identityMap: { email_lc_sha256: [{ id: hashedMail, primary: true }], ecid: [{ id: '14575006536349286404619648085736425115' }] },
            attributes: { person: { name: { firstName: 'Ada' } }, personalEmail: { address: 'ada@example.com' } },
            segmentMembership: {
              ups: { [high]: { status: 'realized', lastQualificationTime: '2026-09-14T08:15:30Z' }, [low]: { status: 'realized', lastQualificationTime: '2026-09-14T08:15:30Z' } },
            },
          },
          { profileId: 'crm-1001', segmentMembership: { ups: { [high]: { status: 'exited', lastQualificationTime: '2026-09-14T08:15:30Z' } } } },
        ],
      },
    ],
    [realized, exited].map((changed) =>
      body(
        { [low]: realized('2026-09-14T08:15:30Z'), [high]: changed('2026-09-14T08:15:30Z') },
        { person: { name: { firstName: 'Ada' } } },
        { email_lc_sha256: [{ id: hashedMail }] },
      ),
    ),
  ],
  [
    'a target moves an attribute, a transform changes it, what is not set is left out; false, 0, lists and other scripts stay as they are',
    {
      ...vip,
      attributes: [
        { source: 'mail', target: 'ids.hashed', transform: 'sha256_normalized' },
        { source: 'name', target: 'who.name' },
        { source: 'agreed' },
        { source: 'score' },
        { source: 'tags', transform: 'lowercase' },
        { source: 'nothing' },
      ],
    },
    {},
    [
      { accept: [ada(isIn, { attributes: { name: 'Zoë 🦊 Ω', mail: ' Ada@Example.com ', agreed: false, score: 0, tags: ['A', 'B'], unmapped: 1 } })] },
      { accept: [update({ attributes: { agreed: null, tags: null, mail: null } })] },
    ],
    [
      body(
        { vip: realized(at(0)) },
        { ids: { hashed: 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72' }, who: { name: 'Zoë 🦊 Ω' }, agreed: false, score: 0, tags: ['a', 'b'] },
      ),
      body({ vip: realized(at(0)) }, { who: { name: 'Zoë 🦊 Ω' }, score: 0 }),
    ],
  ],
  [
    'existing leaves as realized, any form of time as …Z, a missing time as that of arrival; an earlier time changes nothing',
    { ...vip, segments: ['a', 'b', 'c'].map((id) => ({ id })) },
    {},
    [
      { accept: [ada({ a: membership('existing', '2026-11-19T12:00:00+0200'), b: membership('realized', '2026-11-19T10:00:00+0000'), c: membership('realized') })] },
      { days: 1, accept: [ada({ a: membership('exited', '2026-11-18T10:00:00Z') }), ada({ c: membership('exited') })] },
    ],
    [
      body({ a: realized('2026-11-19T10:00:00Z'), b: realized('2026-11-19T10:00:00Z'), c: realized(at(0)) }),
      body({ a: realized('2026-11-19T10:00:00Z'), b: realized('2026-11-19T10:00:00Z'), c: exited(at(1)) }),
    ],
  ],
  ['mappedSegmentsOnly: no other segment', vip, {}, [{ accept: [ada({ ...isIn, other: membership('realized', at(0)) })] }], [body({ vip: realized(at(0)) })]],
  [
    'not mappedSegmentsOnly: all segments, and names and times of the mapped ones',
    vip,
    { mappedSegmentsOnly: false, includeSegmentNames: true, includeSegmentTimestamps: true },
    [{ accept: [ada({ ...isIn, other: membership('realized', at(0)) })] }],
    [
      body({
        other: realized(at(0)),
        vip: { ...realized(at(0)), name: 'Segment vip', createdAt: start, updatedAt: start, mappingCreatedAt: start, mappingUpdatedAt: start },
      }),
    ],
  ],
  ['includeSegmentNames', vip, { includeSegmentNames: true }, [{ accept: [ada(isIn)] }], [body({ vip: { ...realized(at(0)), name: 'Segment vip' } })]],
  [
    'includeSegmentTimestamps: milliseconds of the segment and of its mapping, which a later activation changes',
    vip,
    { includeSegmentTimestamps: true },
    [{ days: 2, activate: named }, { accept: [ada(isIn)] }],
    [body({ vip: { ...realized(at(0)), createdAt: start, updatedAt: start + 2 * dayMs, mappingCreatedAt: start, mappingUpdatedAt: start + 2 * dayMs } })],
  ],
  [
    'an exit is shown in its own record however old it is, and in later ones for 30 days after its time',
    { ...named, segments: [{ id: 'vip' }, { id: 'old' }, { id: 'recent' }] },
    {},
    [
      { accept: [ada({ ...isIn, old: membership('realized', at(-90)), recent: membership('realized', at(-90)) })] },
      { accept: [ada({ old: membership('exited', at(-60)) }), ada({ recent: membership('exited', at(-1)) })] },
      { days: 29, accept: [update({ attributes: { name: 'A' } })] },
      { days: 29.01, accept: [update({ attributes: { name: 'B' } })] },
    ],
    [
      body({ old: realized(at(-90)), recent: realized(at(-90)), vip: realized(at(0)) }),
      body({ old: exited(at(-60)), recent: realized(at(-90)), vip: realized(at(0)) }),
      body({ recent: exited(at(-1)), vip: realized(at(0)) }),
      body({ recent: exited(at(-1)), vip: realized(at(0)) }, { name: 'A' }),
      body({ vip: realized(at(0)) }, { name: 'B' }),
    ],
  ],
  [
    'for who is or was in a mapped segment, and for nobody else',
    named,
    {},
    [
      { accept: [ada({ other: membership('realized', at(0)) }, { attributes: { name: 'A' } })] },
      { accept: [ada(isIn), ada({ vip: membership('exited', at(0)) }), update({ attributes: { name: 'B' } })] },
    ],
    [body({ vip: realized(at(0)) }, { name: 'A' }), body({ vip: exited(at(0)) }, { name: 'A' }), body({ vip: exited(at(0)) }, { name: 'B' })],
  ],
  [
    'identities: all of them, each as its id alone; an empty kind is left out',
    { segments: [{ id: 'vip' }] },
    {},
    [{ accept: [ada(isIn, { identityMap: { mail: [{ id: 'm1', primary: true, authenticatedState: 'authenticated' }, { id: 'm2' }], ecid: [{ id: 'e' }], none: [] } })] }],
    [body({ vip: realized(at(0)) }, {}, { ecid: [{ id: 'e' }], mail: [{ id: 'm1' }, { id: 'm2' }] })],
  ],
  ...(['membership', 'identity', 'attributes'] as const).map((only): (typeof rows)[number] => [
    `triggers: ${only} alone; every record holds all that is mapped, whatever changed`,
    {
      ...named,
      identities: { namespaces: ['mail'] },
      triggers: { membership: only === 'membership', identity: only === 'identity', attributes: only === 'attributes' },
    },
    {},
    [
      { accept: [ada(isIn)] },
      { days: 1, accept: [update({ identityMap: { mail: [{ id: 'm' }] } }), update({ identityMap: { ecid: [{ id: 'e' }] } })] },
      { days: 2, accept: [update({ attributes: { name: 'A' } }), update({ attributes: { other: 'A' } })] },
    ],
    [
      only === 'membership'
        ? body({ vip: realized(at(0)) })
        : only === 'identity'
          ? body({ vip: realized(at(0)) }, {}, { mail: [{ id: 'm' }] })
          : body({ vip: realized(at(0)) }, { name: 'A' }, { mail: [{ id: 'm' }] }),
    ],
  ]),
  [
    'not suppressUnchanged: also what is not mapped',
    named,
    { suppressUnchanged: false },
    [{ accept: [ada(isIn), update({ attributes: { other: 1 } })] }],
    [body({ vip: realized(at(0)) }), body({ vip: realized(at(0)) })],
  ],
  [
    'cloudevents: an id that the same change always has, source, type, subject, time, reason, a version that rises and a sequence',
    { ...named, identities: { namespaces: 'all' } },
    { envelope: 'cloudevents' },
    [
      { accept: [ada(isIn)] },
      { days: 1, accept: [update({ attributes: { name: 'A' } })] },
      { days: 2, accept: [update({ identityMap: { mail: [{ id: 'm' }] } })] },
      { days: 3, accept: [ada({ vip: membership('exited', at(3)) })] },
    ],
    [
      event('tG6kefJdiB4t4vvYTGctc3', 'membership', 1, 0, body({ vip: realized(at(0)) })),
      event('imbPt7nsVrzDlkiezwZEfV', 'attribute', 2, 1, body({ vip: realized(at(0)) }, { name: 'A' })),
      event('uVk--t-61WAC99_el_-4wj', 'identity', 3, 2, body({ vip: realized(at(0)) }, { name: 'A' }, { mail: [{ id: 'm' }] })),
      event('YH2JPgrCb1aauLSorrUChU', 'membership', 4, 3, body({ vip: exited(at(3)) }, { name: 'A' }, { mail: [{ id: 'm' }] })),
    ],
  ],
  [
    'a backfill is told by its reason',
    vip,
    { envelope: 'cloudevents' },
    [{ accept: [ada({ next: membership('realized', at(0)) })] }, { activate: { ...vip, segments: [{ id: 'next' }] }, backfill: ['next'] }],
    [event('b_kB0h4H1PQ3qKv0YRnRm7', 'backfill', 1, 0, body({ next: realized(at(0)) }))],
  ],
  [
    'consent: nobody without it; who withdraws leaves without attributes, and comes back with them',
    { ...named, identities: { namespaces: 'all' } },
    { requiredConsents: ['news', 'ads'] },
    [
      {
        accept: [
          ada(isIn, { attributes: { name: 'A' }, identityMap: { mail: [{ id: 'm' }] } }),
          update({ consents: { news: 'granted' } }),
          update({ consents: { ads: 'denied' } }),
        ],
      },
      { days: 1, accept: [update({ consents: { ads: 'granted' } })] },
      { days: 1, accept: [update({ consents: { news: 'denied' } }), update({ attributes: { name: 'B' } })] },
      { days: 2, accept: [update({ consents: { news: 'granted' } })] },
    ],
    [
      body({ vip: realized(at(0)) }, { name: 'A' }, { mail: [{ id: 'm' }] }),
      body({ vip: exited(at(1)) }, {}, { mail: [{ id: 'm' }] }),
      body({ vip: realized(at(0)) }, { name: 'B' }, { mail: [{ id: 'm' }] }),
    ],
  ],
  [
    'tombstones: a last record that says erased, with segments and identities and no attribute',
    { ...named, identities: { namespaces: 'all' } },
    { tombstones: true },
    [{ accept: [ada(isIn, { attributes: { name: 'A' }, identityMap: { mail: [{ id: 'm' }] } })] }, { days: 1, erase: 'ada' }],
    [body({ vip: realized(at(0)) }, { name: 'A' }, { mail: [{ id: 'm' }] }), body({ vip: exited(at(1)) }, { erased: true }, { mail: [{ id: 'm' }] })],
  ],
  ['no tombstones: an erasure is told by nothing', vip, {}, [{ accept: [ada(isIn)] }, { erase: 'ada' }], [body({ vip: realized(at(0)) })]],
  [
    'a removed segment with its exits: who is in it left it, told without attributes; without them, nothing',
    { ...named, segments: [{ id: 'vip' }, { id: 'gone' }, { id: 'silent' }] },
    { includeSegmentNames: true },
    [
      { accept: [ada({ ...isIn, gone: membership('realized', at(0)), silent: membership('realized', at(0)) }, { attributes: { name: 'A' } })] },
      {
        days: 1,
        activate: {
          ...named,
          removedSegments: [
            { id: 'gone', sendExits: true },
            { id: 'silent', sendExits: false },
          ],
        },
      },
      { days: 1, accept: [update({ attributes: { name: 'B' } })] },
    ],
    [
      body(Object.fromEntries(['gone', 'silent', 'vip'].map((id) => [id, { ...realized(at(0)), name: `Segment ${id}` }])), { name: 'A' }),
      body({ gone: { ...exited(at(1)), name: 'Segment gone' } }),
      body({ vip: { ...realized(at(0)), name: 'Segment vip' } }, { name: 'B' }),
    ],
  ],
];
