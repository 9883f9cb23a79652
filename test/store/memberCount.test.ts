import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createMemberCount } from '../../server/store/sqlite/memberCount.ts';
import { migrate, readMigrations } from '../../server/store/sqlite/migrate.ts';

const people = 60_000;

/** Every SQL condition on the number `n` of a person, from 0 on, makes a segment. */
function membersOf(conditions: readonly string[], count = people): { counted: number; exact: number } {
  const database = new DatabaseSync(':memory:');
  migrate(database, readMigrations());
  const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${count})`;
  database.exec(`${numbers} INSERT INTO profiles (profile_id, version, sequence, document, updated_at) SELECT printf('p%09d', n), 1, 1, '{}', 0 FROM numbers`);
  conditions.forEach((condition, index) => {
    const key = index + 1;
    database.exec(`INSERT INTO segments (key, id, name, name_key, description, origin, labels, created_at, updated_at, version) VALUES (${key}, ${key}, '', '', '', 'api', '[]', 0, 0, 1);
      ${numbers} INSERT INTO segment_members SELECT ${key}, printf('p%09d', n) FROM numbers WHERE ${condition};
      UPDATE segments SET size = (SELECT count(*) FROM segment_members WHERE segment_key = ${key}) WHERE key = ${key}`);
  });
  const counted = createMemberCount(database)(conditions.map((_, index) => index + 1));
  const exact = Number(database.prepare('SELECT count(DISTINCT profile_id) AS n FROM segment_members').get()?.['n']);
  database.close();
  return { counted, exact };
}

test('people in several segments are counted once, exactly while there are few memberships', () => {
  expect(membersOf(['n % 2 = 0', 'n % 3 = 0'], 1_000)).toEqual({ counted: 667, exact: 667 });
  expect(membersOf(['n >= 0', 'n < 0'])).toEqual({ counted: people, exact: people });
});

test.each([
  ['the same people in each', ['n >= 0', 'n >= 0', 'n >= 0']],
  ['none in common', ['n % 2 = 0', 'n % 2 = 1', 'n < 0', 'n % 4 = 0']],
  ['parts that repeat evenly', ['n >= 0', ...Array.from({ length: 10 }, (_, index) => `n % 10 = ${index}`)]],
  ['one within the other', ['n < 55000', 'n < 30000', 'n < 20000', 'n < 10']],
  ['people who lie close together', ['n < 40000', 'n BETWEEN 20000 AND 59999', 'n BETWEEN 39000 AND 59999']],
  [
    'people who lie close together, and a few far from them',
    ['n < 25000 OR n % 20000 = 1', 'n < 25000 OR n % 20000 = 3', 'n < 25000', 'n < 25000 OR n % 20000 = 5', 'n < 24000 OR n > 59990'],
  ],
  ['parts by chance', ['(n * 7919) % 10007 < 8000', '(n * 104729) % 10007 < 7000', '(n * 1299709) % 10007 < 5000']],
])('of many memberships the count is close: %s', (_, conditions) => {
  const { counted, exact } = membersOf(conditions);
  expect(Math.abs(counted - exact) / exact).toBeLessThan(0.03);
});
