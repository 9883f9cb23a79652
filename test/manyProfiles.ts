import { DatabaseSync } from 'node:sqlite';

/** Segments there are. */
export const segments = 10_000;
/** Everybody is in the segment "everybody", in one of ten called "tenth-0" and so on, and in one of many small ones. */
export const tenths = 10;
const small = segments - 1 - tenths;

/** Writes what so many posted profiles would have left, straight into the tables: posting ten million takes a quarter of an hour. */
export function writeManyProfiles(file: string, profiles: number): void {
  const database = new DatabaseSync(file);
  const at = Date.parse('2026-11-20T10:00:00Z');
  const numbers = (step: number): string => `WITH RECURSIVE numbers (n) AS (SELECT ?1 UNION ALL SELECT n + ${step} FROM numbers WHERE n + ${step} < ${profiles})`;
  const membership = (name: string): string => `'"${name}":{"status":"realized","lastQualificationTime":"2026-11-20T10:00:00.000Z"}'`;
  const joined = [`'{"identityMap":{"email_lc_sha256":[{"id":"' || printf('%064x', n) || '"}],"ecid":[{"id":"' || printf('%038d', n) || '"}]},`]
    .concat(
      `"attributes":{"person":{"name":{"firstName":"Ada","lastName":"Lovelace"}},"loyalty":{"tier":"gold","points":' || n || '},"homeAddress":{"countryCode":"GB","city":"London"}},`,
    )
    .concat(
      `"segmentMembership":{"ups":{' || ${membership('everybody')} || ',' || replace(${membership('tenth-#')}, '#', n % ${tenths}) || ',' || replace(${membership('small-#')}, '#', n % ${small}) || '}}}'`,
    )
    .join('');
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN');
  database
    .prepare(`${numbers(1)} INSERT INTO profiles (profile_id, version, sequence, document, updated_at) SELECT printf('crm-%09d', n), 1, n + 1, ${joined}, ${at} FROM numbers`)
    .run(0);
  const insertSegment = database.prepare(
    `INSERT INTO segments (id, name, name_key, description, origin, labels, size, last_change_at, created_at, updated_at, version, counted_from)
     VALUES (?1, ?1, ?1, '', 'discovered', '[]', ?2, ${at}, ${at}, ${at}, 1, ${at}) RETURNING key`,
  );
  const insertCoverage = database.prepare('INSERT INTO segment_coverage SELECT ?1, value, ?2 FROM json_each(\'["ecid","email_lc_sha256"]\')');
  const addSegment = (id: string, first: number, step: number): void => {
    const size = Math.ceil((profiles - first) / step);
    const { key } = insertSegment.get(id, size) as { key: number };
    insertCoverage.run(key, size);
    if (size > 0) database.prepare(`${numbers(step)} INSERT INTO segment_members SELECT ${key}, printf('crm-%09d', n) FROM numbers`).run(first);
  };
  addSegment('everybody', 0, 1);
  for (let index = 0; index < tenths; index += 1) addSegment(`tenth-${index}`, index, tenths);
  for (let index = 0; index < small; index += 1) addSegment(`small-${index}`, index, small);
  database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('change_log', ?)").run(profiles);
  database.exec('COMMIT');
  database.close();
}
