import type { DeliverySupervisor } from '../delivery/supervisor.ts';

/** For `TRIBUTARY_ROLE=api`: changes are accepted and kept in the log, and delivered by whoever delivers. */
export const noDelivery: DeliverySupervisor = {
  wake: () => {},
  refresh: async () => {},
  snapshot: async () => [],
  pendingByRun: async () => new Map(),
  shardLoads: async () => null,
  watch: async () => {},
  unwatch: async () => {},
  delivers: async () => false,
  leads: async () => true,
  healthy: async () => true,
  stop: async () => {},
};
