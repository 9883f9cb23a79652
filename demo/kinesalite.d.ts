declare module 'kinesalite' {
  import type { Server } from 'node:http';
  /** A local stand-in for Kinesis: keeps everything in memory unless it is given a path. `createStreamMs`: how long a new stream takes to become active. */
  export default function kinesalite(options?: { createStreamMs?: number; shardLimit?: number }): Server;
}
