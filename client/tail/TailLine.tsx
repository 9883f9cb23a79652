import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { memo, useState } from 'react';
import { errorCodes } from '../../shared/errorCodes.ts';
import { OutcomeIcon, outcomeLabels } from '../dashboard/outcome.tsx';
import { reasonTexts, shortSequence } from '../deliveries/deliveryWords.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { formatBytes, formatDuration, formatExact, formatSecond } from '../ui/format.ts';
import { JsonText } from '../ui/JsonText.tsx';
import type { TailRow } from './tailView.ts';

const line = style({ borderWidth: 0, borderBottomWidth: 1, borderStyle: 'solid', borderColor: 'gray-200', font: 'ui', overflowWrap: 'anywhere' });
const summary = css(`
  display: grid; grid-template-columns: 0.75rem 4.5rem 6.5rem minmax(7rem, 1fr) minmax(10rem, 1.2fr) minmax(20rem, 1.6fr); gap: 4px 12px; align-items: center; padding: 8px 4px; cursor: pointer;
  list-style: none; font-variant-numeric: tabular-nums; outline-offset: -2px;
  &::-webkit-details-marker { display: none; }
  &::before { content: '›' / ''; text-align: center; font-size: 1.25rem; line-height: 1; }
  [open] > &::before { transform: rotate(90deg); }
  @media (width < 64rem) {
    grid-template-columns: 0.75rem minmax(0, 1fr) max-content;
  }
`);
/** By a class of its own: by its place among its siblings, each new line would make the browser look at all others again. */
const belowOnNarrow = css('@media (width < 64rem) { grid-column: 2 / -1; }');
const quiet = style({ font: 'ui-sm', color: 'neutral-subdued' });
const mark = style({ display: 'flex', alignItems: 'center', gap: 4 });

/** One record as it left, or why it did not. What it holds is written out only once it is opened. Made once: a hundred older ones cost a new one nothing. */
export const TailLine = memo(function TailLine({ row }: { row: TailRow }) {
  const [isOpen, setOpen] = useState(false);
  const { at, outcome, profileId, reason, code, delivered } = row;
  return (
    <li className={line}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={summary}>
          <time dateTime={at} title={formatExact(Date.parse(at))}>
            {formatSecond(Date.parse(at))}
          </time>
          <span className={mark}>
            <OutcomeIcon outcome={outcome} />
            {outcomeLabels[outcome]}
          </span>
          {profileId === null ? <span className={`${quiet} ${belowOnNarrow}`}>Not shown to your role</span> : <bdi className={belowOnNarrow}>{profileId}</bdi>}
          <span className={belowOnNarrow}>{code === null ? reasonTexts[reason] : errorCodes[code].title}</span>
          <span className={`${quiet} ${belowOnNarrow}`}>
            {delivered === null ? reasonTexts[reason] : `${delivered.shardId} ${shortSequence(delivered.sequenceNumber)}, after ${formatDuration(delivered.latencyMs)}`}
          </span>
        </summary>
        {isOpen && <Details row={row} />}
      </details>
    </li>
  );
});

function Details({ row: { code, delivered, data, isMasked, profileId } }: { row: TailRow }) {
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 8, paddingX: 4, paddingBottom: 12, font: 'ui' })}>
      {code !== null && <span>{errorCodes[code].remedy}</span>}
      {delivered !== null && (
        <span className={quiet}>
          Sequence number {delivered.sequenceNumber}, {formatBytes(delivered.bytes)}, attempts: {delivered.attempts}
          {delivered.partitionKey !== null && (
            <>
              , partition key <bdi>{delivered.partitionKey}</bdi>
            </>
          )}
        </span>
      )}
      {data === null ? (
        <span className={quiet}>What it holds is not shown: there is none, it is long, or your role does not see it.</span>
      ) : (
        <>
          <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 8 })}>
            <span className={quiet}>{isMasked ? 'Personal values are masked, as far as they can be told.' : ''}</span>
            <CopyButton text={data} label="Copy record" />
          </div>
          <JsonText data={data} label={`Record of ${profileId ?? 'somebody'}`} />
        </>
      )}
    </div>
  );
}
