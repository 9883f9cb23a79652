import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { memo, useState } from 'react';
import { errorCodes } from '../../shared/errorCodes.ts';
import { OutcomeIcon, outcomeLabels } from '../dashboard/outcome.tsx';
import { reasonTexts } from '../deliveries/deliveryWords.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatBytes, formatCount, formatDuration, formatExact, formatSecond } from '../ui/format.ts';
import { JsonText } from '../ui/JsonText.tsx';
import type { TailRow } from './tailView.ts';

const line = style({ borderWidth: 0, borderBottomWidth: 1, borderStyle: 'solid', borderColor: 'gray-200', font: 'ui', overflowWrap: 'anywhere' });
/** One grid for the names of the columns and for each line; the first column is that of the mark that opens it. */
const columns = css(`
  display: grid; grid-template-columns: 0.75rem 4.5rem 6.5rem minmax(7rem, 1fr) minmax(10rem, 1.2fr) minmax(20rem, 1.8fr); gap: 4px 12px; align-items: center; padding: 8px 4px;
  @media (width < 64rem) {
    grid-template-columns: 0.75rem minmax(0, 1fr) max-content;
  }
`);
const summary = css(`
  cursor: pointer; list-style: none; font-variant-numeric: tabular-nums; outline-offset: -2px;
  &::-webkit-details-marker { display: none; }
  &::before { content: '›' / ''; text-align: center; font-size: 1.25rem; line-height: 1; }
  [open] > &::before { transform: rotate(90deg); }
`);
const onlyOnWide = css('@media (width < 64rem) { display: none; }');
/** What is opened begins where the text of its line begins. */
const opened = css('padding-block-end: 12px; padding-inline: calc(4px + 0.75rem + 12px) 4px;');
/** By a class of its own: by its place among its siblings, each new line would make the browser look at all others again. */
const belowOnNarrow = css('@media (width < 64rem) { grid-column: 2 / -1; }');
const details = style({ display: 'flex', flexDirection: 'column', gap: 8, font: 'ui' });
const quiet = style({ font: 'ui-sm', color: 'neutral-subdued' });
const head = style({ font: 'ui-sm', fontWeight: 'medium', color: 'neutral-subdued', borderWidth: 0, borderBottomWidth: 1, borderStyle: 'solid', borderColor: 'gray-200' });
const mark = style({ display: 'flex', alignItems: 'center', gap: 4 });

/** Names of the columns, for the eye: read aloud, each line speaks for itself. On narrow pages lines have no columns. */
export function TailHead() {
  return (
    <div aria-hidden className={`${head} ${onlyOnWide}`}>
      <div className={columns}>
        {['', 'Time', 'Outcome', 'Profile', 'Reason', 'Details'].map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
    </div>
  );
}

/** One record as it left, or why it did not. What it holds is written out only once it is opened. Made once: a hundred older ones cost a new one nothing. */
export const TailLine = memo(function TailLine({ row }: { row: TailRow }) {
  const [isOpen, setOpen] = useState(false);
  const { at, outcome, profileId, reason, code, delivered } = row;
  return (
    <li className={line}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={`${columns} ${summary}`}>
          <time dateTime={at} title={formatExact(Date.parse(at))}>
            {formatSecond(Date.parse(at))}
          </time>
          <span className={mark}>
            <OutcomeIcon outcome={outcome} />
            {outcomeLabels[outcome]}
          </span>
          {profileId === null ? <span className={`${quiet} ${belowOnNarrow}`}>Not shown to your role</span> : <bdi className={belowOnNarrow}>{profileId}</bdi>}
          <span className={belowOnNarrow}>{reasonTexts[reason]}</span>
          <span className={`${quiet} ${belowOnNarrow}`}>
            {delivered !== null ? `${delivered.shardId}, ${formatDuration(delivered.latencyMs)} after it was accepted` : code !== null && errorCodes[code].title}
          </span>
        </summary>
        {isOpen && <Details row={row} />}
      </details>
    </li>
  );
});

function Details({ row: { code, delivered, data, isMasked, profileId } }: { row: TailRow }) {
  return (
    <div className={`${details} ${opened}`}>
      {code !== null && <span>{errorCodes[code].remedy}</span>}
      {delivered !== null && (
        <Facts
          facts={[
            ['Sequence number', delivered.sequenceNumber],
            ...(delivered.partitionKey === null ? [] : ([['Partition key', <bdi key="key">{delivered.partitionKey}</bdi>]] as const)),
            ['Size', formatBytes(delivered.bytes)],
            ['Attempts', formatCount(delivered.attempts)],
          ]}
        />
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
