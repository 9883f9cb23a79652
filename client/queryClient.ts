import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api.ts';

/** Milliseconds for which an answer counts as fresh; what changes meanwhile is announced by the server's events. */
const freshFor = 10_000;

/** Reading is tried again where the server or the network was at fault, never where the request was. */
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiProblem && (error.problem.status === 0 || error.problem.status >= 500);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { staleTime: freshFor, retry: worthRetrying }, mutations: { retry: false } } });
}
