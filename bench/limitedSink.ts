/** A stream that enforces its limits, in a process of its own. Options come as JSON in the first argument. Run by `startLimitedSink`. */
import { startFakeStream, type FakeStreamOptions } from '../test/fakes/fakeStream.ts';
import type { StreamReport } from './startLimitedSink.ts';

const { latencyMs, ...options } = JSON.parse(process.argv[2] ?? '{}') as FakeStreamOptions & { latencyMs: number };
const stream = await startFakeStream(options);
stream.latencyMs = latencyMs;

/** Each record is a JSON text `[sender, key, number]`; numbers rise per key. */
function report(): StreamReport {
  const texts = new Set<string>();
  const bySender: Record<string, number> = {};
  const last = new Map<string, number>();
  let inversions = 0;
  for (const { data } of stream.records()) {
    const text = data.toString();
    if (texts.has(text)) continue;
    texts.add(text);
    const [sender, key, number] = JSON.parse(text.trimEnd()) as [string, string, number];
    bySender[sender] = (bySender[sender] ?? 0) + 1;
    if (number < (last.get(key) ?? -1)) inversions += 1;
    last.set(key, Math.max(number, last.get(key) ?? -1));
  }
  return { distinct: texts.size, stored: stream.records().length, bySender, inversions };
}

process.on('message', (question: 'count' | 'report' | { faults: typeof stream.faults }) => {
  if (typeof question === 'object') stream.faults = question.faults;
  const byShard = (): Record<string, number> => Object.fromEntries([...stream.byShard()].map(([id, records]) => [id, records.length]));
  process.send?.(question === 'report' ? report() : { at: performance.now(), rows: stream.rowsReceived, stored: stream.records().length, byShard: byShard() });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ endpoint: stream.endpoint });
