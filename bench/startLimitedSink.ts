import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FakeStreamOptions } from '../test/fakes/fakeStream.ts';
import type { FaultRule } from '../test/fakes/streamFaults.ts';

/** What came in up to a moment. `rows`: records in requests, taken or not. `at`: milliseconds of the sink's own clock. */
export interface StreamCount {
  readonly at: number;
  readonly rows: number;
  readonly stored: number;
  readonly byShard: Readonly<Record<string, number>>;
}

/** What lies in the stream. `inversions`: records whose first appearance is behind a later one of their key. */
export interface StreamReport {
  readonly distinct: number;
  readonly stored: number;
  readonly bySender: Readonly<Record<string, number>>;
  readonly inversions: number;
}

export interface LimitedSink {
  readonly endpoint: string;
  count(): Promise<StreamCount>;
  report(): Promise<StreamReport>;
  setFaults(faults: readonly FaultRule[]): Promise<void>;
  stop(): void;
}

/** Starts a stream with limits. `latencyMs`: how long an answer takes. */
export async function startLimitedSink(options: FakeStreamOptions & { latencyMs: number }): Promise<LimitedSink> {
  const child = fork(path.join(import.meta.dirname, 'limitedSink.ts'), [JSON.stringify(options)]);
  const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }];
  const ask = async <T>(question: object | string): Promise<T> => {
    child.send(question);
    return ((await once(child, 'message')) as [T])[0];
  };
  return {
    endpoint,
    count: () => ask('count'),
    report: () => ask('report'),
    setFaults: async (faults) => void (await ask({ faults })),
    stop: () => child.disconnect(),
  };
}
