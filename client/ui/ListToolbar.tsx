import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';

/** Above a list: search and filters at the start, what can be done with the whole list at the end. */
export function ListToolbar({ search, children }: { search?: ReactNode; children: ReactNode }) {
  return (
    <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', justifyContent: 'end', marginBottom: 16 })}>
      {search !== undefined && (
        <div role="search" className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12, flexGrow: 1 })}>
          {search}
        </div>
      )}
      {children}
    </div>
  );
}
