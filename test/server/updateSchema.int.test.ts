import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMigrations } from '../../server/store/postgres/migrate.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function updateSchema(environment: Readonly<Record<string, string>>): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['server/updateSchema.ts'], { env: { TRIBUTARY_SECRET_KEY: key, ...environment } });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    return thrown as Ended;
  }
}

test('brings an empty database to the schema of this version; two at once, and again, change nothing more', async () => {
  const database = await postgres.createDatabase();
  const said = `The database has schema ${readMigrations().length}, which this version needs.\n`;
  const both = await Promise.all([updateSchema({ DATABASE_URL: database.href }), updateSchema({ DATABASE_URL: database.href })]);
  expect([...both, await updateSchema({ DATABASE_URL: database.href })].map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual(Array(3).fill([0, said, '']));
});

test('says in one line what keeps it from doing so, and ends with the code of it', async () => {
  const missing = await postgres.createDatabase();
  missing.pathname = '/nowhere';
  expect(await updateSchema({ DATABASE_URL: missing.href })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The database named in DATABASE_URL does not exist\..*\n$/) as string,
  });
  expect(await updateSchema({})).toMatchObject({ code: 78, stderr: expect.stringMatching(/^DATABASE_URL is unset\..*\n$/) as string });
});
