import type { StreamClient } from '../publisher/streamClient.ts';

/** The same client, which begins a request only while it is certain that nobody else sends for these people. */
export function leasedClient(client: StreamClient, certain: (signal: AbortSignal) => Promise<void>): StreamClient {
  return {
    limits: client.limits,
    sizeOf: (record) => client.sizeOf(record),
    positionOf: (partitionKey) => client.positionOf(partitionKey),
    readPartitions: (signal) => client.readPartitions(signal),
    async send(records, signal) {
      await certain(signal);
      signal.throwIfAborted();
      return client.send(records, signal);
    },
    close: () => client.close(),
  };
}
