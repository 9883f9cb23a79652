import { z } from 'zod';
import type { DestinationDefinition } from '../../../../server/destinations/definition.ts';

/** A destination that keeps nothing: as small as a definition can be. */
const toyLog: DestinationDefinition = {
  type: 'toy-log',
  label: 'Toy log',
  description: 'Takes every record and forgets it.',
  category: 'Tests',
  docsUrl: null,
  accountMethods: [{ method: 'none', label: 'No sign-in', help: '', fields: [] }],
  destinationFields: [],
  operatorSettings: z.object({}),
  parseAccount: (region) => ({ ok: true, value: { region, credentials: {} } }),
  describeCredentials: () => ({ method: 'none', maskedKeyId: null, hasSessionToken: false }),
  parseStream: (stream) => ({ ok: true, value: stream }),
  verifyAccount: async () => {},
  recheckAccount: async () => {},
  checkDestination: async () => ({ ok: true, stages: [] }),
  checkAccount: async () => ({ ok: true, stages: [] }),
  verifyStream: async (_account, stream) => ({ name: stream, arn: null, createdAt: null, maxRecordBytes: 1_000 }),
  listStreams: async () => ({ listable: false, items: [] }),
  readShards: async () => ({ shardIds: ['only'], shardOf: () => 'only' }),
  createClient: () => ({
    limits: { maxRecordsPerRequest: 10, maxBytesPerRequest: 10_000, maxBytesPerRecord: 1_000 },
    sizeOf: ({ data }) => data.byteLength,
    positionOf: () => 0,
    readPartitions: async () => ({ ids: ['log'], starts: [0], recordsPerSecond: 1_000_000, bytesPerSecond: 1_000_000_000 }),
    send: async (records) => records.map((_, index) => ({ ok: true, shardId: 'only', sequenceNumber: String(index + 1) })),
    close: () => {},
  }),
};

export default toyLog;
