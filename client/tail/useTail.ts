import { startTransition, useCallback, useEffect, useReducer, useState } from 'react';
import { routes } from '../../shared/api.ts';
import { tailBatchSchema, tailStateSchema, type TailBatch, type TailFilter } from '../../shared/tail.ts';
import { pathOf, queryTextOf } from '../requestUrl.ts';
import { listenTo } from '../shell/eventSource.ts';
import { emptyTail, pauseTail, takeBatch, type TailView } from './tailView.ts';

type Action = { readonly batch: TailBatch } | { readonly isPaused: boolean } | 'clear';

function reduce(view: TailView, action: Action): TailView {
  if (action === 'clear') return { ...emptyTail, isPaused: view.isPaused, nextKey: view.nextKey };
  return 'batch' in action ? takeBatch(view, action.batch) : pauseTail(view, action.isPaused);
}

export interface Tail {
  readonly view: TailView;
  readonly isConnected: boolean;
  /** False while the server says that nobody delivers. */
  readonly delivers: boolean;
  readonly pause: (isPaused: boolean) => void;
  readonly clear: () => void;
}

/** What becomes of a destination's records while the calling component is shown: one batch a second, filtered by the server. */
export function useTail(destinationId: string, { outcome, reason, profile }: TailFilter): Tail {
  const [view, act] = useReducer(reduce, emptyTail);
  const [isConnected, setConnected] = useState(false);
  const [delivers, setDelivers] = useState(true);
  useEffect(() => {
    act('clear');
    const address = pathOf(routes.tailDestination.path, { id: destinationId }) + queryTextOf({ outcome, reason, profile });
    const stop = listenTo(address, {
      onOpen: () => setConnected(true),
      onLost: () => setConnected(false),
      events: {
        state(data) {
          const parsed = tailStateSchema.safeParse(data);
          if (parsed.success) setDelivers(parsed.data.delivers);
        },
        records(data) {
          const parsed = tailBatchSchema.safeParse(data);
          // Fifty rows a second: whatever a person does at the page goes first.
          if (parsed.success) startTransition(() => act({ batch: parsed.data }));
        },
      },
    });
    return () => {
      stop();
      setConnected(false);
    };
  }, [destinationId, outcome, reason, profile]);
  const pause = useCallback((isPaused: boolean) => act({ isPaused }), []);
  const clear = useCallback(() => act('clear'), []);
  return { view, isConnected, delivers, pause, clear };
}
