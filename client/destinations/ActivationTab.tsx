import { Link } from '@react-spectrum/s2/Link';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { transformLabels } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';
import { problemIn, useApi } from '../api.ts';
import { AlertSubscription } from '../alerts/AlertSubscription.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Facts } from '../ui/Facts.tsx';
import { ListTable } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { namespacesText, partitionKeyText, triggersText } from './activationWords.ts';
import { SegmentPanel } from './SegmentPanel.tsx';
import { VersionsPanel } from './VersionsPanel.tsx';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20 });

/** What a destination sends, with ways to change it and to send everyone. */
export function ActivationTab({ destination }: { destination: Destination }) {
  const activation = useApi('getActivation', { params: { id: destination.id } });
  const mayChange = useMay('marketer');
  const editor = `/destinations/${destination.id}/activate`;
  if (activation.data === undefined && activation.error !== null && problemIn(activation.error).code === 'not_found')
    return (
      <EmptyState
        title="Nothing is activated yet"
        text="Pick the segments that flow into this stream, and what each record holds."
        action={
          mayChange && (
            <LinkButton variant="accent" href={editor}>
              Activate segments
            </LinkButton>
          )
        }
      />
    );
  return (
    <QueryState query={activation} what="the activation">
      {(data) => (
        <div className={stack}>
          <SegmentPanel destination={destination} activation={data} mayChange={mayChange} />
          <Panel
            heading="Record"
            aside={
              mayChange && (
                <LinkButton variant="secondary" size="S" href={editor}>
                  Edit
                </LinkButton>
              )
            }
          >
            <Facts
              facts={[
                ['Sent', data.state === 'paused' ? 'Not now: the activation is paused' : triggersText(data.triggers)],
                ['Identities', namespacesText(data.identities.namespaces)],
                ['Partition key', partitionKeyText(data.partitionKey)],
                [
                  'Version',
                  <>
                    {data.version}, saved <RelativeTime at={data.updatedAt} />
                  </>,
                ],
                [
                  'For readers',
                  <Link key="schema" href={`/api/destinations/${destination.id}/activation/schema`} target="_blank">
                    JSON Schema of the records
                  </Link>,
                ],
              ]}
            />
          </Panel>
          <Panel heading="Attributes">
            {data.attributes.length === 0 ? (
              <span className={style({ font: 'ui', color: 'neutral-subdued' })}>No attributes. Records hold segment memberships and identities.</span>
            ) : (
              <ListTable
                label="Attributes"
                rows={data.attributes}
                keyOf={(mapping) => mapping.target ?? mapping.source}
                columns={[
                  { key: 'source', label: 'From the profile', cell: (mapping) => mapping.source },
                  { key: 'target', label: 'In the record', cell: (mapping) => mapping.target ?? mapping.source },
                  { key: 'transform', label: 'Change', cell: (mapping) => transformLabels[mapping.transform ?? 'none'] },
                  { key: 'required', label: 'Required', cell: (mapping) => (mapping.required === true ? 'Yes: people without it are left out' : 'No') },
                ]}
              />
            )}
          </Panel>
          {mayChange && (
            <Panel heading="Who is told of alerts">
              <AlertSubscription destinationId={destination.id} />
            </Panel>
          )}
          <VersionsPanel destination={destination} current={data.version} mayChange={mayChange} />
        </div>
      )}
    </QueryState>
  );
}
