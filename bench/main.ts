/** `npm run bench`: prints figures, judges nothing. `--quick` for a short run. Figures of one run compare; those of two machines do not. */
import { benchApiLatency } from './apiLatency.ts';
import { benchEndToEnd } from './endToEnd.ts';
import { print } from './figures.ts';
import { benchHotKey } from './hotKey.ts';
import { benchManyProfiles } from './manyProfiles.ts';
import { benchImports } from './imports.ts';
import { benchPages } from './pages.ts';
import { benchPostgres } from './postgres.ts';
import { benchPublisher } from './publisher.ts';
import { benchSaturation } from './saturation.ts';
import { benchSharedPace } from './sharedPace.ts';
import { startSink } from './startSink.ts';

const quick = process.argv.includes('--quick');
const sink = await startSink();
try {
  print('Ready bytes → acknowledged, 440 bytes a record (median of rounds, in turn)', await benchPublisher(sink, quick ? 50_000 : 300_000, quick ? 1 : 3));
  print('Changes end to end', [await benchEndToEnd(sink, quick ? 20_000 : 200_000)]);
  console.log('\nSeveral processes on one PostgreSQL');
  await benchPostgres(sink, quick ? 20_000 : 200_000, [1, 2, 4]);
  print('A file of people', [await benchImports(quick ? 20_000 : 1_000_000)]);
  console.log('\nWaiting for an answer of the API');
  await benchApiLatency(sink, quick ? 40_000 : 200_000);
  await benchSaturation(quick ? 5 : 30);
  console.log('\nOne shard, shared by several processes');
  await benchSharedPace([2, 4], quick ? 5 : 15);
  await benchHotKey(quick ? 10 : 60);
  console.log('\nCalls of the Activate step with very many people');
  await benchManyProfiles(sink, quick ? 200_000 : 10_000_000);
  console.log('\nPages after a day of very many records, and while changes come in');
  await benchPages(sink, quick ? 200_000 : 10_000_000);
} finally {
  sink.stop();
}
