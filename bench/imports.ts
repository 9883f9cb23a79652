/** A CSV file uploaded, checked and applied: two passes over the file, and every row durable. No destination sends meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Import } from '../shared/import.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import type { Figure } from './figures.ts';

const columns = [
  { column: 'customer_id', use: 'profile_id' },
  { column: 'email', use: 'identity', namespace: 'email_lc_sha256', hash: 'sha256_normalized' },
  { column: 'first_name', use: 'attribute', path: 'person.name.firstName', type: 'text' },
  { column: 'tier', use: 'attribute', path: 'loyalty.tier', type: 'text' },
  { column: 'points', use: 'attribute', path: 'loyalty.points', type: 'number' },
];

export async function benchImports(rows: number): Promise<Figure> {
  const server = new ServerProcess();
  await server.start();
  try {
    const lines = Array.from({ length: rows }, (_, row) => `crm-${row},ada-${row}@example.com,Ada,gold,${row}\n`);
    const uploaded = await server.send('POST', '/api/imports?name=people.csv', `${columns.map(({ column }) => column).join(',')}\n${lines.join('')}`, 'text/csv');
    const { id } = (await uploaded.json()) as Import;
    const cpuBefore = server.cpuSeconds();
    const startedAt = performance.now();
    await server.call('POST', `/api/imports/${id}/start`, { segment: { id: 'imported' }, mode: 'update', columns });
    let checkedAfter = 0;
    for (let state = 'queued'; state !== 'completed';) {
      await sleep(50);
      ({ state } = (await server.call('GET', `/api/imports/${id}`)) as unknown as Import);
      if (checkedAfter === 0 && state === 'importing') checkedAfter = (performance.now() - startedAt) / 1_000;
      if (state === 'failed') throw new Error('The import failed.');
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    console.log(`  checked after ${checkedAfter.toFixed(1)} s, imported after ${seconds.toFixed(1)} s`);
    return { what: 'CSV file → checked → durable', records: rows, seconds, cpuSeconds: server.cpuSeconds() - cpuBefore, peakMiB: server.peakMiB() };
  } finally {
    await server.destroy();
  }
}
