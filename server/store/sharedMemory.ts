import type { SharedState, SharedStateStore } from './sharedStateStore.ts';

/** Keys of one scope that are kept; what was changed least recently goes first, so that nobody can fill the memory. */
const keptLimit = 10_000;

type InMemory = { [Method in keyof SharedStateStore]: (...args: Parameters<SharedStateStore[Method]>) => Awaited<ReturnType<SharedStateStore[Method]>> };

/** What one process has for itself; a restart forgets it. */
export function createSharedMemory(): InMemory {
  const scopes = new Map<string, Map<string, SharedState>>();

  function getShared(scope: string, key: string, now: number): string | null {
    const known = scopes.get(scope)?.get(key);
    return known !== undefined && known.expiresAt > now ? known.value : null;
  }

  return {
    getShared,
    swapShared(scope, key, now, before, after) {
      if (getShared(scope, key, now) !== before) return false;
      const kept = scopes.get(scope) ?? new Map<string, SharedState>();
      scopes.set(scope, kept);
      kept.delete(key);
      if (after !== null) kept.set(key, after);
      const oldest = kept.keys().next();
      if (kept.size > keptLimit && !oldest.done) kept.delete(oldest.value);
      return true;
    },
  };
}

/** The same for who asks a store, and wants each process to have its own. */
export function createOwnState(): SharedStateStore {
  const { getShared, swapShared } = createSharedMemory();
  return { getShared: async (...args) => getShared(...args), swapShared: async (...args) => swapShared(...args) };
}
