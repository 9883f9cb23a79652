import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { ChangeEntry } from '../../shared/audit.ts';
import { JsonDiff } from '../ui/JsonDiff.tsx';
import { JsonText } from '../ui/JsonText.tsx';
import { differenceLines, isLong, type DifferenceLine } from './differenceLines.ts';

/** Lines shown before somebody asks for more. */
const shownLines = 3;

const column = style({ display: 'flex', flexDirection: 'column', gap: 8, alignItems: 'start', minWidth: 0 });
const list = style({ margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: 4, textAlign: 'start' });
const label = style({ color: 'neutral-subdued' });

function Line({ line: { what, before, after }, isWhole }: { line: DifferenceLine; isWhole: boolean }) {
  const shown = (text: string): string => (isWhole || !isLong(text) ? text : `${text.slice(0, 119)}…`);
  return (
    <li>
      <span className={label}>{what}: </span>
      {before !== null && <del>{shown(before)}</del>}
      {before !== null && after !== null && ' → '}
      {after !== null && <ins className={style({ textDecoration: 'none' })}>{shown(after)}</ins>}
    </li>
  );
}

/** What was different before and after: a few lines at first, all of them on request, and then as JSON, too. */
export function Changes({ entry, name }: { entry: Pick<ChangeEntry, 'before' | 'after'>; name: string }) {
  const [shows, setShows] = useState<'few' | 'all' | 'json'>('few');
  const lines = differenceLines(entry);
  if (lines.length === 0) return entry.before === null || entry.after === null ? '–' : 'Nothing was different afterwards.';
  const isAll = shows !== 'few';
  const hidesSome = lines.length > shownLines || lines.some(({ before, after }) => isLong(before) || isLong(after));
  const all = isAll ? 'Show less' : `Show all ${lines.length}`;
  const json = shows === 'json' ? 'Hide JSON' : 'Show as JSON';
  return (
    <div className={column}>
      <ul className={list}>
        {(isAll ? lines : lines.slice(0, shownLines)).map((line, index) => (
          <Line key={index} line={line} isWhole={isAll} />
        ))}
      </ul>
      {hidesSome && (
        <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 8 })}>
          <ActionButton size="XS" aria-expanded={isAll} aria-label={`${all}: ${name}`} onPress={() => setShows(isAll ? 'few' : 'all')}>
            {all}
          </ActionButton>
          {isAll && (
            <ActionButton size="XS" aria-expanded={shows === 'json'} aria-label={`${json}: ${name}`} onPress={() => setShows(shows === 'json' ? 'all' : 'json')}>
              {json}
            </ActionButton>
          )}
        </div>
      )}
      {shows === 'json' && (
        <div className={style({ width: 'full', minWidth: 0, textAlign: 'start' })}>
          <State before={entry.before} after={entry.after} label={`JSON: ${name}`} />
        </div>
      )}
    </div>
  );
}

/** Both sides line by line, or the one there is. */
function State({ before, after, label: name }: Pick<ChangeEntry, 'before' | 'after'> & { label: string }) {
  if (before === null || after === null) return <JsonText data={JSON.stringify(before ?? after)} label={name} />;
  return <JsonDiff before={JSON.stringify(before)} after={JSON.stringify(after)} label={name} />;
}
