import { Button } from '@react-spectrum/s2/Button';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { memo, useEffect, useState } from 'react';
import type { TailFilter } from '../../shared/tail.ts';
import { every } from '../shell/clock.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { TailFilters, useTailFilter } from './TailFilters.tsx';
import { TailHead, TailLine } from './TailLine.tsx';
import type { TailRow, TailView } from './tailView.ts';
import { useTail } from './useTail.ts';

/** Milliseconds between two announcements to those who do not see the page. */
const announceEvery = 10_000;

const unseen = css('position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;');

/** Records as they leave: what becomes of each, within a second, a sample of them where there are many. */
export function LiveTailTab({ destinationId }: { destinationId: string }) {
  const { filter, controls } = useTailFilter();
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
      <TailFilters {...controls} />
      <NewestRecords destinationId={destinationId} filter={filter} />
    </div>
  );
}

/** What is made anew every second: nothing but this, and of this only what changed. */
function NewestRecords({ destinationId, filter }: { destinationId: string; filter: TailFilter }) {
  const { view, isConnected, delivers, pause, clear } = useTail(destinationId, filter);
  if (!delivers)
    return (
      <EmptyState
        title="Nothing is delivered right now"
        text="No process that delivers is running. Changes are kept until there is one, and records appear here then. If that takes longer than a minute, tell whoever runs Tributary. The tab Deliveries has what was delivered."
      />
    );
  return (
    <>
      <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12, font: 'ui' })}>
        <TailButtons isPaused={view.isPaused} isEmpty={view.rows.length === 0} pause={pause} clear={clear} />
        <span className={style({ color: 'neutral-subdued', fontVariantNumeric: 'tabular-nums' })}>{isConnected ? stateText(view) : 'Connecting…'}</span>
      </div>
      <Announcement view={view} />
      {view.rows.length === 0 ? (
        <EmptyState title="Waiting for records" text="Each appears here a moment after it was delivered, excluded or failed. The tab Deliveries has those from before." />
      ) : (
        <TailLines rows={view.rows} />
      )}
    </>
  );
}

const TailButtons = memo(function TailButtons(props: { isPaused: boolean; isEmpty: boolean; pause: (isPaused: boolean) => void; clear: () => void }) {
  const { isPaused, isEmpty, pause, clear } = props;
  return (
    <>
      <Button variant="secondary" size="S" onPress={() => pause(!isPaused)}>
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <Button variant="secondary" size="S" isDisabled={isEmpty} onPress={clear}>
        Clear
      </Button>
    </>
  );
});

const TailLines = memo(function TailLines({ rows }: { rows: readonly TailRow[] }) {
  return (
    <div>
      <TailHead />
      <ol aria-label="Newest records" className={style({ listStyleType: 'none', margin: 0, padding: 0 })}>
        {rows.map((row) => (
          <TailLine key={row.key} row={row} />
        ))}
      </ol>
    </div>
  );
});

/** What is shown of what there is, in words. */
function stateText({ isPaused, heldMatched, held, second }: TailView): string {
  if (isPaused)
    return heldMatched === 0
      ? 'Paused. Nothing came since.'
      : `Paused. ${formatPlural(heldMatched, 'record')} came since. Resume shows ${held.length === heldMatched ? 'them' : `the newest ${formatCount(held.length)}`}.`;
  if (second === null) return 'Live. Nothing came yet.';
  if (second.shown === second.matched) return `Live. ${formatPlural(second.matched, 'record')} in the newest second.`;
  return `Live. Showing ${formatCount(second.shown)} of ${formatCount(second.matched)} in the newest second.`;
}

/** The list itself is not read aloud: what came is told in a sentence, now and then. */
function Announcement({ view: { matched, isPaused } }: { view: TailView }) {
  const text = useSummary(matched, isPaused);
  return (
    <div role="status" className={unseen}>
      {text}
    </div>
  );
}

function useSummary(matched: number, isPaused: boolean): string {
  const [tick, setTick] = useState(0);
  const [told, setTold] = useState({ tick: 0, matched: 0, text: '' });
  useEffect(() => every(announceEvery, () => setTick((before) => before + 1)), []);
  if (tick !== told.tick) {
    const came = Math.max(0, matched - told.matched);
    setTold({ tick, matched, text: isPaused || came === 0 ? '' : `${formatPlural(came, 'record')} in the last ten seconds` });
  }
  return told.text;
}
