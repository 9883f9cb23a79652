import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import type { Segment } from '../../shared/segment.ts';
import type { ProfileValue, SampleProfile, ValuesShown } from '../../shared/segmentProfile.ts';
import { call } from '../api.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { ListTable } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { formatPlural } from '../ui/format.ts';

/** People shown at a time. */
const sampleSize = 5;
/** Destinations that a person's deliveries are linked for. */
const linkedDestinations = 5;

const note = style({ font: 'body-sm', margin: 0, marginBottom: 16, color: 'neutral-subdued' });
const stack = style({ display: 'flex', flexDirection: 'column', gap: 24 });
const title = style({ font: 'title-sm', margin: 0, marginBottom: 4, overflowWrap: 'anywhere' });
const subtle = style({ font: 'ui-sm', color: 'neutral-subdued' });

const explanations: Readonly<Record<ValuesShown, string>> = {
  readable: 'As an administrator you see every value. Others see personal ones masked, or none.',
  masked: 'Personal values are masked, as far as they can be told. Ask an administrator if you need one in clear.',
  hidden: 'You see which fields people have. Ask an administrator for the role Marketer to see values.',
};

/** A few people of a segment and what is known of them, as far as the reader may see it. */
export function SamplePanel({ segment: { id: segmentId, destinations } }: { segment: Segment }) {
  const [cursor, setCursor] = useState<string | null>(null);
  const sample = useQuery({
    queryKey: ['listSegmentProfiles', segmentId, cursor],
    queryFn: ({ signal }) => call('listSegmentProfiles', { params: { id: segmentId }, query: { limit: sampleSize, ...(cursor !== null && { cursor }) }, signal }),
    placeholderData: keepPreviousData,
  });
  const next = sample.data?.nextCursor ?? null;
  // After the last people the first are the others.
  const hasOthers = next !== null || cursor !== null;
  return (
    <Panel
      heading="Sample profiles"
      aside={
        hasOthers && (
          <BusyButton variant="secondary" size="S" isBusy={sample.isPlaceholderData} busyLabel="Looking…" onPress={() => setCursor(next)}>
            Show others
          </BusyButton>
        )
      }
    >
      <QueryState query={sample} what="sample profiles">
        {({ items, shown }) =>
          items.length === 0 ? (
            <p className={note}>Nobody is in this segment now.</p>
          ) : (
            <>
              <p className={note}>{explanations[shown]}</p>
              <div className={stack}>
                {items.map((profile, index) => (
                  <Sample key={profile.profileId ?? index} profile={profile} name={profile.profileId ?? `Person ${index + 1}`} destinations={destinations} />
                ))}
              </div>
            </>
          )
        }
      </QueryState>
    </Panel>
  );
}

interface Row extends ProfileValue {
  readonly key: string;
  readonly kind: 'Attribute' | 'Identity';
}

function Sample({ profile, name, destinations }: { profile: SampleProfile; name: string; destinations: Segment['destinations'] }) {
  const rows = [
    ...profile.identities.map((value, index): Row => ({ ...value, key: `identity ${index}`, kind: 'Identity' })),
    ...profile.attributes.map((value, index): Row => ({ ...value, key: `attribute ${index}`, kind: 'Attribute' })),
  ];
  return (
    <section aria-label={name}>
      <h3 className={title}>
        <bdi>{name}</bdi>{' '}
        <span className={subtle}>
          changed <RelativeTime at={profile.updatedAt} />
        </span>
      </h3>
      {rows.length === 0 ? (
        <span className={subtle}>Nothing is known of this person but the segments.</span>
      ) : (
        <ListTable
          label={`What is known of ${name}`}
          rows={rows}
          keyOf={({ key }) => key}
          columns={[
            { key: 'path', label: 'Field', cell: ({ path }) => <bdi>{path}</bdi> },
            { key: 'kind', label: 'Kind', cell: ({ kind }) => kind },
            { key: 'value', label: 'Value', cell: (row) => <Value row={row} /> },
          ]}
        />
      )}
      <DeliveriesOf profile={profile} destinations={destinations} />
      {profile.moreValues > 0 && <span className={subtle}>and {formatPlural(profile.moreValues, 'more value')}</span>}
    </section>
  );
}

function Value({ row: { value, isMasked } }: { row: ProfileValue }) {
  if (value === null) return <span className={subtle}>Not shown</span>;
  return (
    <span>
      <bdi>{value}</bdi> {isMasked && <span className={subtle}>masked</span>}
    </span>
  );
}

/** Where to see what a person was sent; not for somebody whose id is masked, who could not be found by it. */
function DeliveriesOf({ profile: { profileId, isIdMasked }, destinations }: { profile: SampleProfile; destinations: Segment['destinations'] }) {
  if (profileId === null || isIdMasked || destinations.length === 0) return null;
  return (
    <p className={style({ font: 'ui-sm', margin: 0, marginTop: 8 })}>
      Deliveries to{' '}
      {destinations.slice(0, linkedDestinations).map(({ id, name }, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          <Link href={`/destinations/${id}/deliveries?profile=${encodeURIComponent(profileId)}`} aria-label={`Deliveries of ${profileId} to ${name}`}>
            {name}
          </Link>
        </Fragment>
      ))}
    </p>
  );
}
