/**
 * `npm run bench`: prints figures, judges nothing. `--quick` for a short run, names of parts for these alone. Figures of
 * one run compare; those of two machines do not. `--figures file.json` keeps what `postgres` measured, and says where
 * `simulate` finds it; `simulate --changes 10000 --workers 4` is about one installation.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchApiLatency } from './apiLatency.ts';
import { benchEndToEnd } from './endToEnd.ts';
import { print } from './figures.ts';
import { benchHotKey } from './hotKey.ts';
import { benchManyProfiles } from './manyProfiles.ts';
import { benchImports } from './imports.ts';
import { benchLivePages } from './livePages.ts';
import { benchPages } from './pages.ts';
import { benchPostgres } from './postgres.ts';
import { benchRows } from './postgresRows.ts';
import { benchPublisher } from './publisher.ts';
import { benchSaturation } from './saturation.ts';
import { benchSharedPace } from './sharedPace.ts';
import { reportInstallation, reportSimulation } from './simulation/report.ts';
import { startSink, type Sink } from './startSink.ts';

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    figures: { type: 'string' },
    changes: { type: 'string' },
    workers: { type: 'string', default: '2' },
    apis: { type: 'string', default: '2' },
    shards: { type: 'string', default: '16' },
    'database-cores': { type: 'string', default: '8' },
  },
  allowPositionals: true,
});
const { quick, figures, changes, workers, apis, shards, 'database-cores': databaseCores } = values;
/** What runs without a name, in this order, each also by its own. */
const parts: Readonly<Record<string, (sink: Sink) => Promise<void>>> = {
  publisher: async (sink) =>
    print('Ready bytes → acknowledged, 440 bytes a record (median of rounds, in turn)', await benchPublisher(sink, quick ? 50_000 : 300_000, quick ? 1 : 3)),
  changes: async (sink) => print('Changes end to end', [await benchEndToEnd(sink, quick ? 20_000 : 200_000)]),
  async postgres(sink) {
    console.log('\nSeveral processes on one PostgreSQL');
    const measured = await benchPostgres(sink, quick ? 20_000 : 200_000, [1, 2, 4], quick ? 2 : 8);
    if (figures !== undefined) writeFileSync(figures, `${JSON.stringify(measured, null, 2)}\n`);
  },
  imports: async () => print('A file of people', [await benchImports(quick ? 20_000 : 1_000_000)]),
  async latency(sink) {
    console.log('\nWaiting for an answer of the API');
    await benchApiLatency(sink, quick ? 40_000 : 200_000);
  },
  saturation: () => benchSaturation(quick ? 5 : 30),
  async pace() {
    console.log('\nOne shard, shared by several processes');
    await benchSharedPace([2, 4], quick ? 5 : 15);
  },
  'hot-key': () => benchHotKey(quick ? 10 : 60),
  async people(sink) {
    console.log('\nCalls of the Activate step with very many people');
    await benchManyProfiles(sink, quick ? 200_000 : 10_000_000);
  },
  async pages(sink) {
    console.log('\nPages after a day of very many records, and while changes come in');
    await benchPages(sink, quick ? 200_000 : 10_000_000);
  },
  async live(sink) {
    console.log('\nLive pages, told of very many changes a second');
    await benchLivePages(sink, 20_000, quick ? 10 : 60);
  },
};
/** What runs by its name only. */
const others: typeof parts = { rows: benchRows, simulate };

async function simulate(): Promise<void> {
  if (changes === undefined) return reportSimulation(figures);
  reportInstallation({ changes: count(changes), workers: count(workers), apis: count(apis), shards: count(shards), databaseCores: count(databaseCores) }, figures);
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`"${text}" is no number of anything: a whole one above 0.`);
  return number;
}

const unknown = positionals.filter((name) => !(name in parts) && !(name in others));
if (unknown.length > 0) throw new Error(`There is no part "${unknown[0]}": ${[...Object.keys(parts), ...Object.keys(others)].join(', ')}.`);
const sink = await startSink();
try {
  for (const name of positionals.length === 0 ? Object.keys(parts) : positionals) await (parts[name] ?? others[name])?.(sink);
} finally {
  sink.stop();
}
