import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DeliveryEvent } from '../../shared/delivery.ts';
import type { Accepted, Ingest } from '../profiles/ingest.ts';

export interface Metrics {
  /** Everything as Prometheus text, and its media type. */
  read(): Promise<{ contentType: string; text: string }>;
  /** `route`: the path as the table has it, so that ids in addresses make no new series. */
  requestEnded(request: { method: string; route: string; status: number; seconds: number }): void;
  /** The same ingest, counted. */
  counting(ingest: Ingest): Ingest;
  /** A profile was refused before it got to the ingest. */
  profileRefused(): void;
}

const outcomes = ['activated', 'excluded', 'failed'] as const;
const attempts = ['retried', 'throttled'] as const;

/** `snapshot`: live totals per destination, read when the metrics are. */
export function createMetrics(snapshot: () => Promise<readonly DeliveryEvent[]>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'tributary_http_request_seconds',
    help: 'Time to answer HTTP requests.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const profiles = new Counter({ name: 'tributary_ingest_profiles_total', help: 'Profiles received, by what became of them.', labelNames: ['result'] as const, registers });
  const sequence = new Gauge({ name: 'tributary_change_log_sequence', help: 'Newest entry of the change log this process wrote.', registers });

  // Delivery keeps its own totals; these series mirror what it said last, all of the same moment.
  let deliveries: readonly DeliveryEvent[] = [];
  new Counter({
    name: 'tributary_delivery_records_total',
    help: 'Records with an outcome since the server started.',
    labelNames: ['destination', 'outcome'] as const,
    registers,
    collect() {
      this.reset();
      for (const { destinationId, totals } of deliveries) for (const outcome of outcomes) this.inc({ destination: destinationId, outcome }, totals[outcome]);
    },
  });
  new Counter({
    name: 'tributary_delivery_attempts_total',
    help: 'Attempts that did not deliver, since the server started.',
    labelNames: ['destination', 'kind'] as const,
    registers,
    collect() {
      this.reset();
      for (const { destinationId, totals } of deliveries) for (const kind of attempts) this.inc({ destination: destinationId, kind }, totals[kind]);
    },
  });
  new Gauge({
    name: 'tributary_delivery_pending_records',
    help: 'Records handed out without an outcome yet.',
    labelNames: ['destination'] as const,
    registers,
    collect() {
      this.reset();
      for (const { destinationId, totals } of deliveries) this.set({ destination: destinationId }, totals.pending);
    },
  });
  new Gauge({
    name: 'tributary_delivery_lag_seconds',
    help: 'Age of the oldest change a destination has not looked at.',
    labelNames: ['destination'] as const,
    registers,
    collect() {
      this.reset();
      for (const { destinationId, lag } of deliveries) this.set({ destination: destinationId }, lag.milliseconds / 1_000);
    },
  });

  new Gauge({
    name: 'tributary_delivery_capacity_wait_seconds',
    help: 'What the fullest shard needs for the records that wait for it now; 0 while the stream takes what comes.',
    labelNames: ['destination'] as const,
    registers,
    collect() {
      this.reset();
      for (const { destinationId, capacityWait } of deliveries) this.set({ destination: destinationId }, (capacityWait?.milliseconds ?? 0) / 1_000);
    },
  });

  function count(accepted: Accepted): Accepted {
    profiles.inc({ result: 'changed' }, accepted.changed);
    profiles.inc({ result: 'unchanged' }, accepted.unchanged);
    profiles.inc({ result: 'rejected' }, accepted.rejected.length);
    sequence.set(accepted.sequence);
    return accepted;
  }

  return {
    async read() {
      deliveries = await snapshot();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    requestEnded: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
    profileRefused: () => profiles.inc({ result: 'rejected' }),
    counting: (ingest) => ({ accept: async (lines, options) => count(await ingest.accept(lines, options)) }),
  };
}
