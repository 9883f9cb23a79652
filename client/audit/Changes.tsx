import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId, useState } from 'react';
import type { ChangeEntry } from '../../shared/audit.ts';
import { JsonDiff } from '../ui/JsonDiff.tsx';
import { JsonText } from '../ui/JsonText.tsx';
import { differenceLines, type DifferenceLine } from './differenceLines.ts';

/** Lines shown before somebody asks for more. */
const shownLines = 3;

const list = style({ margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: 4, textAlign: 'start' });
const label = style({ color: 'neutral-subdued' });
const clipped = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);

function Line({ line: { what, before, after } }: { line: DifferenceLine }) {
  return (
    <li>
      <span className={label}>{what}: </span>
      {before !== null && <del>{clipped(before)}</del>}
      {before !== null && after !== null && ' → '}
      {after !== null && <ins className={style({ textDecoration: 'none' })}>{clipped(after)}</ins>}
    </li>
  );
}

/** What was different before and after: a few lines at first, everything on request. */
export function Changes({ entry, name }: { entry: Pick<ChangeEntry, 'before' | 'after'>; name: string }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const lines = differenceLines(entry);
  if (lines.length === 0) return entry.before === null || entry.after === null ? '–' : 'Nothing was different afterwards.';
  const { before, after } = entry;
  const whole = before === null || after === null ? 'Everything' : 'Before and after';
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 8, alignItems: 'start', minWidth: 0 })}>
      <ul className={list}>
        {lines.slice(0, shownLines).map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </ul>
      {lines.length > shownLines && !isOpen && <span className={label}>and {lines.length - shownLines} more</span>}
      <ActionButton size="XS" aria-expanded={isOpen} aria-controls={id} aria-label={`${isOpen ? 'Hide' : 'Show'} ${whole.toLowerCase()}: ${name}`} onPress={() => setOpen(!isOpen)}>
        {isOpen ? 'Hide' : whole}
      </ActionButton>
      <div id={id} hidden={!isOpen} className={style({ width: 'full', minWidth: 0, textAlign: 'start' })}>
        {isOpen && <State before={before} after={after} label={`${whole}: ${name}`} />}
      </div>
    </div>
  );
}

/** Both sides line by line, or the one there is. */
function State({ before, after, label: name }: Pick<ChangeEntry, 'before' | 'after'> & { label: string }) {
  if (before === null || after === null) return <JsonText data={JSON.stringify(before ?? after)} label={name} />;
  return <JsonDiff before={JSON.stringify(before)} after={JSON.stringify(after)} label={name} />;
}
