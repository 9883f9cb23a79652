import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { RouteName, RouteResponse, routes } from '../../shared/api.ts';
import type { Caller } from '../access/sessions.ts';

type Table = typeof routes;
type ParameterNames<P extends string> = P extends `${string}:${infer Name}/${infer Rest}` ? Name | ParameterNames<`/${Rest}`> : P extends `${string}:${infer Name}` ? Name : never;

/** One request, checked: what a handler may rely on. */
export interface Context<N extends RouteName> {
  readonly params: Readonly<Record<ParameterNames<Table[N]['path']>, string>>;
  readonly query: Table[N] extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined;
  readonly body: Table[N] extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
  readonly caller: Table[N]['access'] extends 'public' ? Caller | null : Caller;
  /** The version `If-Match` names; null when the request names none. Never equal to a version when it named something else. */
  readonly expectedVersion: number | null;
  /** Network address the request came from. */
  readonly address: string;
  /** Aborts when the other side hangs up. */
  readonly signal: AbortSignal;
  readonly request: Request;
  readonly response: Response;
}

/** Routes that write their answers themselves. */
export type StreamingRoute = 'ingestProfiles' | 'events' | 'tailDestination' | 'getImportErrors';
export const streamingRoutes: ReadonlySet<RouteName> = new Set<StreamingRoute>(['ingestProfiles', 'events', 'tailDestination', 'getImportErrors']);

/** Returns what the table says the route answers; nothing for 204 and for streams. */
export type Handler<N extends RouteName> = (context: Context<N>) => Promise<N extends StreamingRoute ? void : RouteResponse<N> extends undefined ? void : RouteResponse<N>>;

/** A handler for every route of the table: one that is missing does not compile. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };
