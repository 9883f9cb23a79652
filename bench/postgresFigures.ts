import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What it took to accept or deliver `changes`. All but `changes` and `walBytes` in seconds; processor time is user and system. */
const stepSchema = z.object({
  changes: z.int(),
  seconds: z.number(),
  servers: z.number(),
  database: z.number(),
  /** Of the sink and of the client that posts. */
  around: z.number(),
  /** Of everything else on the machine, which the measured ones could not have. */
  elsewhere: z.number(),
  walBytes: z.number(),
  /** Transactions by which workers stored outcomes. */
  settlements: z.number(),
});
export type Step = z.infer<typeof stepSchema>;

/** What `bench/postgres.ts` measures, and what the simulation is fitted to. */
export const postgresFiguresSchema = z.object({
  cores: z.int(),
  runs: z.array(z.object({ workers: z.int(), accepted: stepSchema, delivered: stepSchema })),
  /** Two workers, few changes: accepted → delivered in milliseconds, and seconds from the kill of one until its partitions were delivered again. */
  takeover: z.object({ quietMs: z.object({ p50: z.number(), p99: z.number() }), seconds: z.array(z.number()) }),
  /** Processor seconds of one settlement with so many deliveries. */
  settlements: z.array(z.object({ deliveries: z.int(), servers: z.number(), database: z.number() })),
  /** Claims of so many sequences each, from so many connections at a time, without a wait for the disk. */
  claims: z.array(z.object({ connections: z.int(), wanted: z.int(), perSecond: z.number() })),
  /** Bytes on disk per row, indexes included. */
  rowBytes: z.object({ profile: z.number(), membership: z.number(), logEntry: z.number(), delivery: z.number() }),
});
export type PostgresFigures = z.infer<typeof postgresFiguresSchema>;

export const readFigures = (file: string): PostgresFigures => postgresFiguresSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
