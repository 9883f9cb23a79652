import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useParams } from 'react-router';
import type { Segment } from '../../shared/segment.ts';
import { problemIn, useApi } from '../api.ts';
import { LabelList } from '../policies/LabelList.tsx';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { DialogHost } from '../ui/DialogHost.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatCount } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { DestinationLinks } from './DestinationLinks.tsx';
import { EditSegmentDialog } from './EditSegmentDialog.tsx';
import { GrowthPanel } from './GrowthPanel.tsx';
import { IdentityCoverage } from './IdentityCoverage.tsx';
import { originTexts } from './originTexts.ts';
import { SamplePanel } from './SamplePanel.tsx';

/** One segment: who is in it, how it grew, where it goes. */
export default function SegmentPage() {
  const { id = '' } = useParams();
  const segment = useApi('getSegment', { params: { id }, refetchInterval: 15_000 });
  if (segment.data !== undefined) return <SegmentContent key={id} segment={segment.data} />;
  if (segment.error !== null && problemIn(segment.error).code === 'not_found')
    return (
      <Page title="Segment">
        <EmptyState
          title="This segment does not exist"
          text="It may have been deleted. It comes back by itself when a profile with it arrives."
          action={
            <LinkButton variant="secondary" href="/segments">
              Show all segments
            </LinkButton>
          }
        />
      </Page>
    );
  return (
    <Page title="Segment">
      <QueryState query={segment} what="the segment">
        {() => null}
      </QueryState>
    </Page>
  );
}

function SegmentContent({ segment }: { segment: Segment }) {
  // Naming and labelling a segment is the right of whoever feeds profiles, and of administrators.
  const mayEdit = useMay('admin');
  const [isEditing, setEditing] = useState(false);
  return (
    <Page
      title={segment.name}
      subtitle={segment.description === '' ? undefined : segment.description}
      actions={mayEdit && <ActionButton onPress={() => setEditing(true)}>Edit</ActionButton>}
    >
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 20 })}>
        <Panel heading="About this segment">
          <Facts
            facts={[
              ['People', formatCount(segment.size)],
              ['Identities people have', <IdentityCoverage key="identities" segment={segment} />],
              ['Destinations', <DestinationLinks key="destinations" destinations={segment.destinations} />],
              ['Last change', <RelativeTime key="change" at={segment.lastChangeAt} />],
              ['Origin', originTexts[segment.origin]],
              ['Labels', <LabelList key="labels" labels={segment.labels} />],
              ['Id', <SegmentId key="id" id={segment.id} />],
            ]}
          />
        </Panel>
        <GrowthPanel segmentId={segment.id} />
        <SamplePanel segment={segment} />
      </div>
      <DialogHost onDismiss={() => setEditing(false)}>{isEditing && <EditSegmentDialog segment={segment} onClose={() => setEditing(false)} />}</DialogHost>
    </Page>
  );
}

/** What upstream systems call the segment. */
function SegmentId({ id }: { id: string }) {
  return (
    <span className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 12, rowGap: 4 })}>
      <bdi className={style({ font: 'code-sm', overflowWrap: 'anywhere' })}>{id}</bdi>
      <CopyButton text={id} label="Copy id" />
    </span>
  );
}
