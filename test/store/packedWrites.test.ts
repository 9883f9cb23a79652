import { expect, test } from 'vitest';
import { packArgs, packWrites, unpackArgs, unpackWrites } from '../../server/store/sqlite/packedWrites.ts';
import type { ProfileWrite } from '../../server/store/rows.ts';
import { profileWrite } from '../suites/store/rows.ts';

const does = (segmentId: string) => ({
  touchedSegments: [segmentId],
  memberships: [{ segmentId, member: true }],
  coverage: [{ segmentId, namespace: 'crm', delta: 1 as const }],
});
const vip = does('vip');
const writes: readonly ProfileWrite[] = [
  profileWrite('a', vip),
  profileWrite('b', { ...vip, version: 7, expectedVersion: 5, acceptedAt: 3, documentJson: '{"b":1}' }),
  profileWrite('c', { ...vip, changeJson: '{"c":1}' }),
  profileWrite('d', does('new')),
  profileWrite('e', { ...vip, coverage: [] }),
  profileWrite('f', vip),
];

test('writes come out of a message as they went into it, whatever they share', () => {
  expect(unpackWrites(structuredClone(packWrites(writes)))).toEqual(writes);
  expect(unpackWrites(packWrites([]))).toEqual([]);
});

test('those that follow each other and do the same go as one', () => {
  expect(packWrites(writes).shapeOf).toEqual([0, 0, 1, 2, 3, 4]);
});

test('only calls that take writes are changed', () => {
  const checkpoint = { id: 'import' };
  const packed = packArgs('appendImported', [writes, checkpoint]);
  expect(packed).toEqual([packWrites(writes), checkpoint]);
  expect(unpackArgs('appendImported', packed)).toEqual([writes, checkpoint]);
  expect(unpackArgs('appendChanges', packArgs('appendChanges', [writes]))).toEqual([writes]);
  expect(packArgs('readProfiles', [['a']])).toEqual([['a']]);
});
