import type { Import } from '../../shared/import.ts';
import type { Clock } from '../kit/clock.ts';
import type { SharedStateStore } from '../store/sharedStateStore.ts';

/** How far the state at hand of an import is, for whoever looks. */
export type ImportProgressNow = NonNullable<Import['progress']>;

const scope = 'import progress';
/** What a process told of an import it works on holds for so long, milliseconds; it tells of it each second. */
const holdsMs = 10_000;

interface Where {
  readonly store: SharedStateStore;
  readonly clock: Clock;
}

/** Tells all other processes how far an import is. */
export async function tellProgress({ store, clock }: Where, id: string, progress: ImportProgressNow): Promise<void> {
  const now = clock.now();
  const before = await store.getShared(scope, id, now);
  await store.swapShared(scope, id, now, before, { value: JSON.stringify(progress), expiresAt: now + holdsMs });
}

/** What was told last; null: nothing, or nobody works on it any more. */
export async function toldProgress({ store, clock }: Where, id: string): Promise<ImportProgressNow | null> {
  return JSON.parse((await store.getShared(scope, id, clock.now())) ?? 'null') as ImportProgressNow | null;
}
