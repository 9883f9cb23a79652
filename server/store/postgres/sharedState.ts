import type { SharedStateStore } from '../sharedStateStore.ts';
import type { Queries } from './queries.ts';

/** Each change is one statement on one row, so that of two only one finds what it read. */
export function createSharedState(queries: Queries): SharedStateStore {
  const getShared: SharedStateStore['getShared'] = async (scope, key, now) =>
    (await queries.row<{ value: string }>('SELECT value FROM shared_state WHERE scope = $1 AND key = $2 AND expires_at > $3', scope, key, now))?.value ?? null;

  return {
    getShared,
    async swapShared(scope, key, now, before, after) {
      if (before === null && after === null) return (await getShared(scope, key, now)) === null;
      if (before === null)
        return (
          (await queries.run(
            `INSERT INTO shared_state (scope, key, value, expires_at) VALUES ($1, $2, $4, $5)
             ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at WHERE shared_state.expires_at <= $3`,
            scope,
            key,
            now,
            after?.value,
            after?.expiresAt,
          )) > 0
        );
      if (after === null) return (await queries.run('DELETE FROM shared_state WHERE scope = $1 AND key = $2 AND expires_at > $3 AND value = $4', scope, key, now, before)) > 0;
      const { value, expiresAt } = after;
      return (
        (await queries.run(
          'UPDATE shared_state SET value = $5, expires_at = $6 WHERE scope = $1 AND key = $2 AND expires_at > $3 AND value = $4',
          scope,
          key,
          now,
          before,
          value,
          expiresAt,
        )) > 0
      );
    },
  };
}
