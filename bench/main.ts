/**
 * `npm run bench`: prints figures, judges nothing. `--quick` for a short run. Figures of one run compare; those of two
 * machines do not. `npm run bench -- postgres` and `-- rows` run those parts alone; `--figures file.json` keeps what the
 * first measured, and with `-- simulate` says where the simulation finds it. `-- simulate --changes 10000 --workers 4` is
 * about one installation.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchApiLatency } from './apiLatency.ts';
import { benchEndToEnd } from './endToEnd.ts';
import { print } from './figures.ts';
import { benchHotKey } from './hotKey.ts';
import { benchManyProfiles } from './manyProfiles.ts';
import { benchImports } from './imports.ts';
import { benchPages } from './pages.ts';
import { benchPostgres } from './postgres.ts';
import { benchRows } from './postgresRows.ts';
import { benchPublisher } from './publisher.ts';
import { benchSaturation } from './saturation.ts';
import { reportInstallation, reportSimulation } from './simulation/report.ts';
import { startSink } from './startSink.ts';

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
const [part = 'all'] = positionals;
if (part === 'simulate') {
  if (changes === undefined) reportSimulation(figures);
  else reportInstallation({ changes: count(changes), workers: count(workers), apis: count(apis), shards: count(shards), databaseCores: count(databaseCores) }, figures);
  process.exit();
}
const sink = await startSink();
try {
  if (part === 'all') await benchAll();
  else if (part === 'postgres') await benchShared();
  else if (part === 'rows') await benchRows();
  else throw new Error(`There is no part "${part}": postgres, rows, simulate, or nothing for all.`);
} finally {
  sink.stop();
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`"${text}" is no number of anything: a whole one above 0.`);
  return number;
}

async function benchAll(): Promise<void> {
  print('Ready bytes → acknowledged, 440 bytes a record (median of rounds, in turn)', await benchPublisher(sink, quick ? 50_000 : 300_000, quick ? 1 : 3));
  print('Changes end to end', [await benchEndToEnd(sink, quick ? 20_000 : 200_000)]);
  await benchShared();
  print('A file of people', [await benchImports(quick ? 20_000 : 1_000_000)]);
  console.log('\nWaiting for an answer of the API');
  await benchApiLatency(sink, quick ? 40_000 : 200_000);
  await benchSaturation(quick ? 5 : 30);
  await benchHotKey(quick ? 10 : 60);
  console.log('\nCalls of the Activate step with very many people');
  await benchManyProfiles(sink, quick ? 200_000 : 10_000_000);
  console.log('\nPages after a day of very many records, and while changes come in');
  await benchPages(sink, quick ? 200_000 : 10_000_000);
}

async function benchShared(): Promise<void> {
  console.log('\nSeveral processes on one PostgreSQL');
  const measured = await benchPostgres(sink, quick ? 20_000 : 200_000, [1, 2, 4], quick ? 2 : 8);
  if (figures !== undefined) writeFileSync(figures, `${JSON.stringify(measured, null, 2)}\n`);
}
