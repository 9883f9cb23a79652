import { useState } from 'react';
import { readRemembered, remember } from '../shell/remembered.ts';

/** Which columns of a table this browser hides; remembered. `atFirst`: before anybody chose. Keys that are no column any more do no harm. */
export function useHiddenColumns(table: string, atFirst: readonly string[]): [ReadonlySet<string>, (hidden: ReadonlySet<string>) => void] {
  const name = `columns:${table}`;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set(readRemembered(name)?.split(',') ?? atFirst));
  return [
    hidden,
    (next) => {
      remember(name, [...next].join(','));
      setHidden(next);
    },
  ];
}
