import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { routes, type RouteName } from '../../shared/api.ts';
import { changedEventSchema, deliveryEventSchema, type ChangedEvent, type DeliveryEvent } from '../../shared/delivery.ts';
import { refresh } from '../api.ts';
import { now } from './clock.ts';
import { listenTo } from './eventSource.ts';

/** What the server last told this page by itself. */
export interface Live {
  readonly connected: boolean;
  /** Epoch milliseconds; null before the first word. */
  readonly lastHeardAt: number | null;
  /** Newest event by destination id. */
  readonly deliveries: ReadonlyMap<string, DeliveryEvent>;
}

const readAgain: Record<ChangedEvent['resource'], RouteName[]> = {
  // What policies decide goes by the use and the activation of a destination, too.
  destination: ['listDestinations', 'getDestination', 'listAccounts', 'getAccount', 'listPolicies', 'checkActivationPolicies', 'getProposal'],
  account: ['listAccounts', 'getAccount'],
  // Destinations and what they send name their segments.
  segment: ['listSegments', 'getSegment', 'listDestinations', 'getDestination', 'getActivation', 'checkActivationPolicies'],
  import: ['listImports', 'getImport'],
  run: ['listRuns', 'getRun', 'listDeadLetters', 'countDeadLetters'],
  activation: ['getActivation', 'listActivationVersions', 'listDestinations', 'getDestination', 'listSegments', 'getSegment', 'listPolicies', 'getProposal'],
  alert: ['getAlertBell', 'listAlerts', 'listAlertRules', 'listAlertChannels'],
  policy: ['listPolicies', 'getPolicy', 'listFieldLabels', 'checkActivationPolicies'],
};

let live: Live = { connected: false, lastHeardAt: null, deliveries: new Map() };
const listeners = new Set<() => void>();

function publish(next: Partial<Live>): void {
  live = { ...live, ...next };
  for (const listener of listeners) listener();
}

function open(client: QueryClient): () => void {
  const stop = listenTo(routes.events.path, {
    onOpen: () => publish({ connected: true, lastHeardAt: now() }),
    onLost: () => publish({ connected: false }),
    events: {
      delivery(data) {
        const parsed = deliveryEventSchema.safeParse(data);
        if (parsed.success) publish({ lastHeardAt: now(), deliveries: new Map(live.deliveries).set(parsed.data.destinationId, parsed.data) });
      },
      changed(data) {
        const parsed = changedEventSchema.safeParse(data);
        publish({ lastHeardAt: now() });
        if (parsed.success) void refresh(client, ...readAgain[parsed.data.resource]);
      },
    },
  });
  return () => {
    stop();
    publish({ connected: false });
  };
}

/** Keeps the stream of events open while the calling component is shown: feeds `useLive` and reads again what changed. Once per page: the shell does it. */
export function useLiveEvents(): void {
  const client = useQueryClient();
  useEffect(() => open(client), [client]);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useLive(): Live {
  return useSyncExternalStore(subscribe, () => live);
}

/** The newest live counters of one destination; undefined before the server sent any. */
export function useDeliveryEvent(destinationId: string): DeliveryEvent | undefined {
  return useSyncExternalStore(subscribe, () => live.deliveries.get(destinationId));
}

/** When the server last told of a destination, epoch milliseconds by its clock; before everything where it did not. */
export function newestEventAt(destinationId: string): number {
  const event = live.deliveries.get(destinationId);
  return event === undefined ? Number.NEGATIVE_INFINITY : Date.parse(event.at);
}
