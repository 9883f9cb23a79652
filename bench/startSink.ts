import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface Sink {
  readonly http1: string;
  readonly http2: string;
  /** Records taken since the start. */
  records(): Promise<number>;
  /** Its own, user and system. */
  cpuSeconds(): Promise<number>;
  stop(): void;
}

export async function startSink(): Promise<Sink> {
  const child = fork(path.join(import.meta.dirname, 'sink.ts'));
  async function ask(): Promise<{ records: number; cpuSeconds: number }> {
    child.send('count');
    const [answer] = (await once(child, 'message')) as [{ records: number; cpuSeconds: number }];
    return answer;
  }
  const [addresses] = (await once(child, 'message')) as [{ http1: string; http2: string }];
  return {
    ...addresses,
    records: async () => (await ask()).records,
    cpuSeconds: async () => (await ask()).cpuSeconds,
    stop: () => child.disconnect(),
  };
}
