import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { plantedFaults } from './faults.ts';

test('each planted fault still finds the code it changes', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  expect(plantedFaults.filter(({ file, from }) => !readFileSync(path.join(root, file), 'utf8').includes(from)).map(({ what }) => what)).toEqual([]);
});
