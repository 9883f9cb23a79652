import { z } from 'zod';

/** What the demo's Stream page shows: the newest records read back from the shards, newest first. */
export const demoRecordsSchema = z.object({
  stream: z.string(),
  shards: z.array(z.object({ shardId: z.string(), records: z.int() })),
  items: z.array(z.object({ shardId: z.string(), sequenceNumber: z.string(), partitionKey: z.string(), arrivedAt: z.string(), data: z.string() })),
});
export type DemoRecords = z.infer<typeof demoRecordsSchema>;
