import { Button } from '@react-spectrum/s2/Button';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DemoRecords } from '../../shared/demo.ts';
import { Page } from '../shell/Page.tsx';
import { useSession } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { JsonText } from '../ui/JsonText.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { readRecords } from './readRecords.ts';

/** Milliseconds between two looks at the stream. */
const lookEvery = 1_000;
/** How many records are written out; a page that grows without end helps nobody. */
const shownAtMost = 20;

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20 });
const shards = style({ listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(200px, 1fr))' });
const shard = style({ backgroundColor: 'layer-1', borderRadius: 'lg', padding: 12, font: 'ui-sm', color: 'neutral-subdued', overflowWrap: 'anywhere' });
const count = style({ font: 'title-lg', fontVariantNumeric: 'tabular-nums', display: 'block' });
const records = style({
  listStyleType: 'none',
  margin: 0,
  padding: 0,
  display: 'grid',
  gridTemplateColumns: { default: 'minmax(0, 1fr)', xl: 'repeat(2, minmax(0, 1fr))' },
  gap: 20,
});
const head = style({ display: 'flex', flexWrap: 'wrap', columnGap: 16, rowGap: 4, font: 'ui-sm', color: 'neutral-subdued', marginBottom: 8, overflowWrap: 'anywhere' });

/** The demo's stream from the reader's side: what a consumer would get. */
export default function StreamPage() {
  const [isPaused, setPaused] = useState(false);
  const isDemo = useSession().data?.demo ?? false;
  const read = useQuery({ queryKey: ['demoRecords'], queryFn: ({ signal }) => readRecords(signal), enabled: isDemo && !isPaused, refetchInterval: lookEvery, staleTime: 0 });
  if (!isDemo)
    return (
      <Page title="Stream">
        <EmptyState title="This page belongs to the demo" text="It reads records back from the demo's own stream. With your stream in AWS, your consumer reads them." />
      </Page>
    );
  return (
    <Page
      title="Stream"
      subtitle="What lands in the demo's stream, read back from its shards."
      actions={
        <Button variant="secondary" onPress={() => setPaused(!isPaused)}>
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      }
    >
      <QueryState query={read} what="the stream">
        {(data) => <Records data={data} isPaused={isPaused} hasFailed={read.isError} />}
      </QueryState>
    </Page>
  );
}

function Records({ data, isPaused, hasFailed }: { data: DemoRecords; isPaused: boolean; hasFailed: boolean }) {
  const total = data.shards.reduce((sum, { records: landed }) => sum + landed, 0);
  return (
    <div className={stack}>
      <Panel
        heading={`Shards of ${data.stream}`}
        aside={
          <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>
            {hasFailed ? 'Cannot be read just now; trying again' : isPaused ? 'Paused: new records still land' : formatPlural(total, 'record')}
          </span>
        }
      >
        <ul className={shards}>
          {data.shards.map(({ shardId, records: landed }) => (
            <li key={shardId} className={shard}>
              {shardId}
              <span className={count}>{formatCount(landed)}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel heading="Newest records">
        {data.items.length === 0 ? (
          <EmptyState level={3} title="Nothing landed yet" text="Activate segments, and each record appears here within a second or so." />
        ) : (
          <ul className={records}>
            {data.items.slice(0, shownAtMost).map((record) => (
              <li key={`${record.shardId} ${record.sequenceNumber}`}>
                <div className={head}>
                  <RelativeTime at={record.arrivedAt} />
                  <span>
                    Partition key <b>{record.partitionKey}</b>
                  </span>
                  <span>{record.shardId}</span>
                  <span>Sequence number {record.sequenceNumber}</span>
                </div>
                <JsonText data={record.data} label={`Record of ${record.partitionKey}`} />
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}
