import { queryOptions, useMutation, useQuery, type QueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { routes, type RouteBody, type RouteName, type RouteQuery, type RouteResponse } from '../shared/api.ts';
import type { Route } from '../shared/route.ts';
import { problemSchema, type Problem } from '../shared/problem.ts';
import { pathOf, queryTextOf } from './requestUrl.ts';

/** An answer that is an error. `problem` is what the server said, or what is known where it could not be reached. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** What a call hands over besides its name. `params` fill `:name` in the path; `ifMatch` is the version that was read. */
export interface CallOptions<N extends RouteName> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Partial<RouteQuery<N>>;
  readonly body?: RouteBody<N>;
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
}

const signedOutListeners = new Set<() => void>();

/** Calls `listener` whenever the server says that nobody is signed in any more. Returns the function that stops it. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

const localProblem = (status: number, title: string, detail: string, remedy: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  code: 'defect',
  detail,
  remedy,
  issues: [],
});

export const unreachable = localProblem(
  0,
  'The server cannot be reached',
  'The connection to Tributary was interrupted. Nothing was lost on the server.',
  'Check your network, then try again.',
);
const unreadable = (status: number): Problem =>
  localProblem(
    status,
    'The answer cannot be read',
    'The server answered in a way this page does not understand.',
    'Reload the page; it may be older than the server. If it happens again, tell whoever runs this server.',
  );

/** Reads the answer to a route by its schema; `body`: what it holds, as JSON. Throws `ApiProblem` where it is no success. */
export function readAnswer<N extends RouteName>(name: N, status: number, body: unknown): RouteResponse<N> {
  const route: Route = routes[name];
  if (status === 401 && name !== 'signIn' && name !== 'setUp') for (const listener of signedOutListeners) listener();
  if (status < 200 || status > 299) {
    const problem = problemSchema.safeParse(body);
    throw new ApiProblem(problem.success ? problem.data : unreadable(status));
  }
  if (route.response === undefined) return undefined as RouteResponse<N>;
  const parsed = route.response.safeParse(body);
  if (!parsed.success) throw new ApiProblem(unreadable(status));
  return parsed.data as RouteResponse<N>;
}

/**
 * Calls a route of `shared/api.ts` and reads its answer by the route's schema. Rejects with `ApiProblem` for everything
 * that is not the route's success, and with the signal's reason when it was aborted.
 */
export async function call<N extends RouteName>(name: N, options: CallOptions<N> = {}): Promise<RouteResponse<N>> {
  const route: Route = routes[name];
  const headers: Record<string, string> = { accept: 'application/json' };
  if (route.body !== undefined) headers['content-type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`;
  let response: Response;
  try {
    response = await fetch(pathOf(route.path, options.params) + queryTextOf(options.query), {
      method: route.method,
      headers,
      credentials: 'same-origin',
      ...(route.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch {
    options.signal?.throwIfAborted();
    throw new ApiProblem(unreachable);
  }
  return readAnswer(name, response.status, await response.json().catch(() => undefined));
}

type ReadOptions<N extends RouteName> = Pick<CallOptions<N>, 'params' | 'query'>;

/** Query options of a GET route. Keys begin with the route's name, so that `refresh` finds them. */
export function apiQuery<N extends RouteName>(name: N, options: ReadOptions<N> = {}) {
  return queryOptions<RouteResponse<N>, Error>({
    queryKey: [name, options.params ?? {}, options.query ?? {}],
    queryFn: ({ signal }) => call(name, { ...options, signal }),
  });
}

/** Reads a GET route. `enabled: false` waits; `keepPrevious` goes on showing the last answer while another page or search is read. */
export function useApi<N extends RouteName>(
  name: N,
  options: ReadOptions<N> & { enabled?: boolean; keepPrevious?: boolean; refetchInterval?: number } = {},
): UseQueryResult<RouteResponse<N>, Error> {
  const { enabled = true, keepPrevious = false, refetchInterval = false, ...read } = options;
  return useQuery({
    ...apiQuery(name, read),
    enabled,
    refetchInterval,
    ...(keepPrevious ? { placeholderData: (previous: RouteResponse<N> | undefined) => previous } : {}),
  } as Parameters<typeof useQuery<RouteResponse<N>, Error>>[0]);
}

/** Changes something by a route; `mutate` takes the call's options. */
export function useApiMutation<N extends RouteName>(name: N): UseMutationResult<RouteResponse<N>, Error, CallOptions<N>> {
  return useMutation({ mutationFn: (options: CallOptions<N>) => call(name, options) });
}

/** Everything read by these routes is read again where it is shown. */
export async function refresh(client: QueryClient, ...names: RouteName[]): Promise<void> {
  await Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })));
}

/** The problem in whatever a call rejected with. */
export function problemIn(thrown: unknown): Problem {
  if (thrown instanceof ApiProblem) return thrown.problem;
  return localProblem(0, 'Something went wrong on this page', 'The page ran into something nobody foresaw.', 'Reload the page and try again.');
}
