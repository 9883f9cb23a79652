import { Button } from '@react-spectrum/s2/Button';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatPlural } from './format.ts';
import type { Pages } from './usePages.ts';

/** Beneath a list: how many items are shown, and a button for the next page while there is one. */
export function LoadMore({ pages, one, many }: { pages: Pages<unknown>; one: string; many?: string }) {
  const shown = pages.data?.length ?? 0;
  return (
    <div className={style({ display: 'flex', alignItems: 'center', gap: 16, marginTop: 16, font: 'ui', color: 'neutral-subdued' })} role="status">
      {pages.hasMore ? `The first ${formatPlural(shown, one, many)}` : formatPlural(shown, one, many)}
      {pages.hasMore && (
        <Button variant="secondary" size="S" isPending={pages.isLoadingMore} onPress={pages.loadMore}>
          Load more
        </Button>
      )}
    </div>
  );
}
