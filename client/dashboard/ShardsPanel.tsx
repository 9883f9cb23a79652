import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Badge, Text } from '@react-spectrum/s2/Badge';
import AlertTriangle from '@react-spectrum/s2/icons/AlertTriangle';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { Link } from '@react-spectrum/s2/Link';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useRef, useState } from 'react';
import type { ShardLoad, Shards } from '../../shared/shards.ts';
import { useApi } from '../api.ts';
import { formatBytes, formatCount, formatPlural } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { outcomeColors } from './outcomeColors.ts';
import { shareText } from './shares.ts';
import { aboutShards, averageLabel, hotReason, hotRemedy, hotTitle, rateText, uncountedText, unplacedText } from './shardWords.ts';

/** Read anew this often, milliseconds. */
const readEvery = 5_000;
/** A difference between two numbers that nobody sees without reckoning. */
const unseenPart = 0.01;
/** Rows before somebody asks for all. */
const rowsAtFirst = 8;

const stack = style({ display: 'flex', flexDirection: 'column', gap: 16, alignItems: 'start' });
const note = style({ font: 'ui', color: 'neutral-subdued', margin: 0 });
const small = style({ font: 'ui-sm', color: 'neutral-subdued' });
const track = css(
  'display: block; block-size: 6px; inline-size: 96px; margin-block-start: 4px; margin-inline-start: auto; border-radius: 3px; overflow: hidden; background: var(--grid); & > span { display: block; block-size: 100%; } @media (forced-colors: active) { border: 1px solid CanvasText; & > span { background: CanvasText !important; } }',
);

/**
 * What each shard of the stream took, how full it is, and what to do where one gets too much. Live, and read anew with
 * `delivered`, the live number of delivered records, so that nobody sees two numbers of one thing.
 */
export function ShardsPanel({ destinationId, delivered }: { destinationId: string; delivered: number | undefined }) {
  const shards = useApi('getShards', { params: { id: destinationId }, refetchInterval: readEvery });
  const { refetch } = shards;
  const heard = useRef(delivered);
  useEffect(() => {
    const before = heard.current;
    if (delivered === undefined || (before !== undefined && Math.abs(delivered - before) <= delivered * unseenPart)) return;
    heard.current = delivered;
    // The first word is about what was just read.
    if (before !== undefined) void refetch();
  }, [delivered, refetch]);
  return (
    <div id="shards">
      <Panel heading="Shards of the stream">
        <QueryState query={shards} what="the shards">
          {(data) => <ShardList data={data} readAt={shards.dataUpdatedAt} destinationId={destinationId} />}
        </QueryState>
      </Panel>
    </div>
  );
}

function ShardList({ data, readAt, destinationId }: { data: Shards; readAt: number; destinationId: string }) {
  const [showsAll, setShowsAll] = useState(false);
  if (data.countedSince === null) return <p className={note}>{uncountedText(data)}</p>;
  const rows = showsAll ? data.shards : data.shards.slice(0, rowsAtFirst);
  const count = data.openShards ?? data.shards.length;
  const unplaced = unplacedText(data);
  return (
    <div className={stack}>
      <p className={note}>{aboutShards(data, readAt)}</p>
      {data.hot !== null && (
        <InlineAlert variant="notice" styles={style({ alignSelf: 'stretch' })}>
          <Heading level={3}>{hotTitle(data.hot)}</Heading>
          <Content>
            {hotReason(data.hot, data)}{' '}
            {data.hot.isUneven && (
              <>
                <Link href={`/destinations/${destinationId}/activate`}>Choose another partition key</Link>, for example the profile id.{' '}
              </>
            )}
            {hotRemedy(data.hot, data)}
          </Content>
        </InlineAlert>
      )}
      {data.shards.length === 0 ? (
        <p className={note}>Nothing was sent in this time.</p>
      ) : (
        <ListTable label="Shards of the stream" columns={columnsOf(data)} rows={rows} keyOf={({ shardId }) => shardId} />
      )}
      {data.shards.length > rowsAtFirst && (
        <ActionButton onPress={() => setShowsAll(!showsAll)}>{showsAll ? 'Show the busiest' : `Show ${formatPlural(data.shards.length, 'shard')}`}</ActionButton>
      )}
      {showsAll && count > data.shards.length && (
        <p className={note}>
          The {formatCount(data.shards.length)} of {formatCount(count)} that took most.
        </p>
      )}
      {unplaced !== '' && <p className={note}>{unplaced}</p>}
    </div>
  );
}

function columnsOf({ totals, hot, limits }: Shards): readonly ListColumn<ShardLoad>[] {
  return [
    {
      key: 'shard',
      label: 'Shard',
      cell: ({ shardId, isOpen }) => (
        <span className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8 })}>
          {shardId}
          {shardId === hot?.shardId && (
            <Badge variant="notice" fillStyle="subtle">
              <AlertTriangle />
              <Text>Hot</Text>
            </Badge>
          )}
          {!isOpen && <span className={small}>split or merged, takes nothing any more</span>}
        </span>
      ),
    },
    {
      key: 'records',
      label: 'Records',
      align: 'end',
      cell: ({ records }) => (
        <Measured text={formatCount(records)} share={shareText(records, totals.records)} part={totals.records === 0 ? 0 : records / totals.records} color="delivered" />
      ),
    },
    {
      key: 'bytes',
      label: 'Bytes',
      align: 'end',
      cell: ({ bytes }) => <Measured text={formatBytes(bytes)} share={shareText(bytes, totals.bytes)} part={totals.bytes === 0 ? 0 : bytes / totals.bytes} color="delivered" />,
    },
    { key: 'throttled', label: 'Held back', align: 'end', cell: ({ throttled }) => formatCount(throttled) },
    {
      key: 'used',
      label: averageLabel({ limits }),
      align: 'end',
      cell: (shard) =>
        shard.used === null ? (
          rateText(shard)
        ) : (
          <Measured text={shareText(shard.used, 1)} share={rateText(shard)} part={shard.used} color={shard.shardId === hot?.shardId ? 'throttled' : 'received'} />
        ),
    },
  ];
}

/** A number, what it means as a share, and the same as a bar to look at. `part`: 0 to 1. */
function Measured({ text, share, part, color }: { text: string; share: string; part: number; color: 'delivered' | 'received' | 'throttled' }) {
  return (
    <span className={outcomeColors}>
      {text} {share !== '' && <span className={small}>{share}</span>}
      <span aria-hidden="true" className={track}>
        <span style={{ inlineSize: `${Math.min(1, part) * 100}%`, background: `var(--${color})` }} />
      </span>
    </span>
  );
}
