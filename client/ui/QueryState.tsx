import type { ReactNode } from 'react';
import { Loading } from './Loading.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';

/**
 * Shows what was read; before that the wait, and the reason when it could not be read. What was read once stays on the page
 * while it is read again. `what` completes "Loading …".
 */
export function QueryState<T>({
  query,
  what,
  children,
}: {
  query: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown };
  what: string;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading what={what} />;
}
