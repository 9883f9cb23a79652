/** What the server and the thread that delivers say to each other. */
import type { ChangedEvent } from '../../shared/delivery.ts';
import type { Call, Reply } from '../kit/threadCalls.ts';
import type { RunnableSupervisor } from './supervisor.ts';
import type { WatchedBatch } from './tail.ts';

export type DeliveryMethod = Exclude<keyof RunnableSupervisor, 'wake' | 'delivers'>;

/** `wake` is answered by nobody: it comes with every append. */
export type ToDelivery = Call<DeliveryMethod> | { readonly wake: number };

/** Replies, events for the pages, what watchers see, and lines of the log as they are to be written. */
export type FromDelivery = Reply | { readonly changed: ChangedEvent } | { readonly watched: WatchedBatch } | { readonly logLine: string };
