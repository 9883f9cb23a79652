/**
 * How full a publisher keeps a stream of four shards that enforces its limits, alone and beside another process, for
 * each way a stream may count, and whether order holds while things go wrong. One record of 440 bytes per key.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShardLimit } from '../test/fakes/fakeShards.ts';
import { faults } from '../test/fakes/streamFaults.ts';
import type { SenderCount, SenderOptions } from './sender.ts';
import { startLimitedSink, type LimitedSink } from './startLimitedSink.ts';

const shards = 4;
const recordsPerSecond = shards * 1_000;
/** An answer of the same region. */
const latencyMs = 15;
/** Until senders that begin at once have found their shares. */
const warmUpMs = 2_000;

const models: readonly [string, ShardLimit][] = [
  ['bucket of 1 s', { kind: 'bucket', seconds: 1 }],
  ['bucket of 0.2 s', { kind: 'bucket', seconds: 0.2 }],
  ['window of 1 s', { kind: 'window' }],
];

interface Saturation {
  readonly what: string;
  /** Distinct records taken, of what the shards take. */
  readonly used: number;
  /** Of all rows sent. */
  readonly throttled: number;
  readonly duplicates: number;
  /** The smallest sender's part of all that was taken. */
  readonly smallestPart: number;
  readonly inversions: number;
}

export async function startSenders(sink: LimitedSink, options: readonly Omit<SenderOptions, 'endpoint'>[]): Promise<ChildProcess[]> {
  const senders = options.map((option) => fork(path.join(import.meta.dirname, 'sender.ts'), [JSON.stringify({ ...option, endpoint: sink.endpoint })]));
  await Promise.all(senders.map((sender) => once(sender, 'message')));
  return senders;
}

async function stopSender(sender: ChildProcess): Promise<void> {
  const ended = once(sender, 'exit');
  sender.send('stop');
  await ended;
}

async function saturate(what: string, shardLimit: ShardLimit, senders: number, seconds: number): Promise<Saturation> {
  const sink = await startLimitedSink({ shards, shardLimit, latencyMs });
  try {
    const processes = await startSenders(
      sink,
      Array.from({ length: senders }, (_, index) => ({ name: `sender-${index}` })),
    );
    await sleep(warmUpMs);
    const before = await sink.count();
    await sleep(seconds * 1_000);
    const after = await sink.count();
    await Promise.all(processes.map(stopSender));
    const { distinct, stored, bySender, inversions } = await sink.report();
    const taken = after.stored - before.stored;
    return {
      what,
      used: taken / ((after.at - before.at) / 1_000) / recordsPerSecond,
      throttled: 1 - taken / (after.rows - before.rows),
      duplicates: stored - distinct,
      smallestPart: Math.min(...Object.values(bySender)) / distinct,
      inversions,
    };
  } finally {
    sink.stop();
  }
}

/** Many records per key at full speed, while rows and requests fail and connections break, some after their records were stored. */
async function orderUnderFaults(seconds: number): Promise<Saturation> {
  const sink = await startLimitedSink({ shards, latencyMs });
  try {
    await sink.setFaults([{ fault: faults.throttledRows(0.05), probability: 0.97 }, { fault: faults.internalFailure(), probability: 0.67 }, { fault: { kind: 'resetAfter' } }]);
    const before = await sink.count();
    const [sender] = (await startSenders(sink, [{ name: 'sender', keys: 2_000 }])) as [ChildProcess];
    await sleep(seconds * 1_000);
    const after = await sink.count();
    await stopSender(sender);
    const { distinct, stored, inversions } = await sink.report();
    const taken = after.stored - before.stored;
    return {
      what: 'one process, 5 % of rows throttled, 2 % of requests 500, 1 % reset',
      used: taken / ((after.at - before.at) / 1_000) / recordsPerSecond,
      throttled: 1 - taken / (after.rows - before.rows),
      duplicates: stored - distinct,
      smallestPart: 1,
      inversions,
    };
  } finally {
    sink.stop();
  }
}

/** Records a second into one shard, each by itself and packed. */
async function oneShard(recordFormat: 'json' | 'kpl_aggregated', seconds: number): Promise<number> {
  const sink = await startLimitedSink({ shards: 1, latencyMs });
  try {
    const [sender] = (await startSenders(sink, [{ name: 'sender', recordFormat }])) as [ChildProcess];
    const count = async (): Promise<SenderCount> => {
      sender.send('count');
      return ((await once(sender, 'message')) as [SenderCount])[0];
    };
    await sleep(warmUpMs);
    const before = await count();
    await sleep(seconds * 1_000);
    const after = await count();
    sender.kill();
    return (after.delivered - before.delivered) / ((after.at - before.at) / 1_000);
  } finally {
    sink.stop();
  }
}

/** Prints a table for people and the same as one line of JSON. */
export async function benchSaturation(seconds: number): Promise<void> {
  const results: Saturation[] = [];
  for (const [name, limit] of models) results.push(await saturate(`one process, ${name}`, limit, 1, seconds));
  for (const [name, limit] of models) results.push(await saturate(`two processes, ${name}`, limit, 2, seconds));
  results.push(await orderUnderFaults(seconds));
  console.log(`\nSaturation of ${shards} shards, ${seconds} s each after ${warmUpMs / 1_000} s`);
  for (const { what, used, throttled, duplicates, smallestPart, inversions } of results) {
    console.log(
      `  ${what.padEnd(66)} used ${used.toFixed(3)}  throttled ${(throttled * 100).toFixed(2)} %  duplicates ${duplicates}  smallest part ${smallestPart.toFixed(2)}  inversions ${inversions}`,
    );
  }
  console.log(`  ${JSON.stringify(results)}`);
  const [single, packed] = [await oneShard('json', seconds), await oneShard('kpl_aggregated', seconds)];
  console.log(`  into one shard, records of 440 bytes: ${single.toFixed(0)} a second by themselves, ${packed.toFixed(0)} packed (${(packed / single).toFixed(2)}x)`);
}
