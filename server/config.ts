/**
 * The settings: environment → checked once → one frozen object. Nothing else reads the environment.
 */
import path from 'node:path';
import type { z } from 'zod';
import { emailSchema } from '../shared/session.ts';
import { logLevels, type LogLevel } from './kit/log.ts';
import { parseNetworks, type Network } from './kit/network.ts';

export const serverRoles = ['all', 'api', 'worker'] as const;
export type ServerRole = (typeof serverRoles)[number];

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** The PostgreSQL database that servers share; null: the embedded store of the data folder. */
  readonly databaseUrl: URL | null;
  readonly role: ServerRole;
  /** Keys that seal credentials: the first seals, all open. Null: the one in the data folder. */
  readonly secretKeys: readonly Uint8Array[] | null;
  readonly adminToken: string | null;
  /** Null: as the request says. */
  readonly publicUrl: URL | null;
  readonly logLevel: LogLevel;
  /** How long outcomes are kept; `deliveriesMost` is a number of rows, of all destinations together. */
  readonly keep: { readonly deliveriesDays: number; readonly deliveriesMost: number; readonly deadLettersDays: number; readonly auditDays: number };
  /** Free space of the data folder's disk below which profiles are refused, bytes; 0: never. */
  readonly diskReserveBytes: number;
  /** The operator's mail server, for alerts; null: none. */
  readonly mail: { readonly url: URL; readonly from: string } | null;
  /** Networks that alerts may be sent into although nobody outside can call them. */
  readonly webhookAllow: readonly Network[];
  /** Destination type → what its own schema made of the operator's variables. */
  readonly operatorSettings: Readonly<Record<string, unknown>>;
  /** Sentences for the log: nothing that stops the start. */
  readonly warnings: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The start is refused because of how the server is set up. The message is for people: one line per problem, no secret. */
export class ConfigError extends Error {
  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
  }
}

const ownVariables = [
  'TRIBUTARY_DATA_DIR',
  'TRIBUTARY_ROLE',
  'TRIBUTARY_SECRET_KEY',
  'TRIBUTARY_ADMIN_TOKEN',
  'TRIBUTARY_PUBLIC_URL',
  'TRIBUTARY_DELIVERIES_DAYS',
  'TRIBUTARY_DELIVERIES_MAX',
  'TRIBUTARY_DEAD_LETTERS_DAYS',
  'TRIBUTARY_AUDIT_DAYS',
  'TRIBUTARY_DISK_RESERVE_MIB',
  'TRIBUTARY_SMTP_URL',
  'TRIBUTARY_MAIL_FROM',
  'TRIBUTARY_WEBHOOK_ALLOW',
];

/** Collects every problem instead of stopping at the first. */
class Reader {
  readonly environment: Environment;
  readonly problems: string[] = [];

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** An empty variable counts as unset. */
  text(name: string): string | null {
    const value = this.environment[name]?.trim();
    return value === undefined || value === '' ? null : value;
  }

  refuse(name: string, got: string, takes: string): void {
    this.problems.push(`${name} is ${got}. It takes ${takes}.`);
  }

  /** Whole numbers in plain digits. */
  number(name: string, fallback: number, least: number, most: number, of: string): number {
    const value = this.text(name) ?? String(fallback);
    const number = /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    this.refuse(name, quoted(value), `a number of ${of} from ${least} to ${most}`);
    return fallback;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    const found = choices.find((choice) => choice === (value ?? fallback));
    if (found === undefined) this.refuse(name, quoted(value ?? ''), `one of ${choices.join(', ')}`);
    return found ?? fallback;
  }
}

/** A value as a message may hold it: short, on one line. */
export function quoted(value: string): string {
  const text = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return JSON.stringify(text);
}

function readPort(reader: Reader): number {
  const value = reader.text('PORT') ?? '8080';
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(port) || port > 65_535) reader.refuse('PORT', quoted(value), 'a number from 0 to 65535; 0 picks a free port');
  return port;
}

function readSecretKeys(reader: Reader): readonly Uint8Array[] | null {
  const value = reader.text('TRIBUTARY_SECRET_KEY');
  if (value === null) return null;
  const keys = value.split(',').map((part) => part.trim());
  keys.forEach((key, index) => {
    const bytes = Buffer.from(key, 'base64');
    const which = keys.length === 1 ? '' : `, key ${index + 1} of ${keys.length},`;
    if (bytes.length !== 32 || bytes.toString('base64') !== key) {
      reader.refuse(
        `TRIBUTARY_SECRET_KEY${which}`,
        `${key.length} characters long and not base64 of 32 bytes`,
        'base64 of 32 random bytes (44 characters), for example from "openssl rand -base64 32"; several keys are separated by commas',
      );
    } else if (new Set(bytes).size < 8) {
      reader.refuse(`TRIBUTARY_SECRET_KEY${which}`, 'a key that anybody can guess', '32 random bytes, for example from "openssl rand -base64 32"');
    }
  });
  return keys.map((key) => Buffer.from(key, 'base64'));
}

function readAdminToken(reader: Reader): string | null {
  const token = reader.text('TRIBUTARY_ADMIN_TOKEN');
  // The token travels in a header: anything but visible ASCII cannot arrive there unchanged.
  if (token !== null && !/^[\x21-\x7e]{24,512}$/.test(token))
    reader.refuse(
      'TRIBUTARY_ADMIN_TOKEN',
      `${token.length} characters long, or holds spaces or letters outside ASCII`,
      '24 to 512 visible ASCII characters, for example from "openssl rand -base64 32"',
    );
  return token;
}

function readPublicUrl(reader: Reader): URL | null {
  const value = reader.text('TRIBUTARY_PUBLIC_URL');
  if (value === null) return null;
  const url = URL.parse(value);
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!usable)
    reader.refuse(
      'TRIBUTARY_PUBLIC_URL',
      url !== null && (url.username !== '' || url.password !== '') ? 'an address with a user name or password' : quoted(value),
      'the address people open, for example https://tributary.example.com, without a path',
    );
  return usable ? url : null;
}

function readDatabaseUrl(reader: Reader): URL | null {
  const value = reader.text('DATABASE_URL');
  if (value === null) return null;
  const url = URL.parse(value);
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1 && !/%(?![0-9a-f]{2})/i.test(value)) return url;
  // The value may hold a password: it is not repeated.
  reader.refuse(
    'DATABASE_URL',
    'not the address of a PostgreSQL database',
    'an address such as postgres://user:password@db.example.com:5432/tributary, with special characters percent-encoded',
  );
  return null;
}

function readMail(reader: Reader): Config['mail'] {
  const address = reader.text('TRIBUTARY_SMTP_URL');
  const from = reader.text('TRIBUTARY_MAIL_FROM');
  const isSender = from !== null && emailSchema.safeParse(from).success;
  if (from !== null && !isSender) reader.refuse('TRIBUTARY_MAIL_FROM', quoted(from), 'the e-mail address that alerts come from, for example tributary@example.com');
  if (address === null) return null;
  const url = URL.parse(address);
  const isUsable =
    url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && /^\/?$/.test(url.pathname + url.search + url.hash) && !/%(?![0-9a-f]{2})/i.test(address);
  // The value may hold a password: it is not repeated.
  if (!isUsable)
    reader.refuse(
      'TRIBUTARY_SMTP_URL',
      'not the address of a mail server',
      'an address such as smtp://user:password@mail.example.com:587 or smtps://mail.example.com, with special characters percent-encoded',
    );
  if (from === null) reader.refuse('TRIBUTARY_MAIL_FROM', 'unset', 'the e-mail address that alerts come from, since TRIBUTARY_SMTP_URL is set');
  return isUsable && isSender ? { url, from } : null;
}

function readNetworks(reader: Reader, name: string): Config['webhookAllow'] {
  const { networks, wrong } = parseNetworks(reader.text(name) ?? '');
  for (const part of wrong) reader.refuse(name, quoted(part), 'networks such as 10.20.0.0/16 or fd00::/8, separated by commas');
  return networks;
}

function readOperatorSettings(reader: Reader, shapes: Readonly<Record<string, z.ZodObject>>): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [type, shape] of Object.entries(shapes)) {
    const present = Object.keys(shape.shape).flatMap((name) => {
      const value = reader.text(name);
      return value === null ? [] : [[name, value] as const];
    });
    const parsed = shape.safeParse(Object.fromEntries(present));
    if (parsed.success) settings[type] = parsed.data;
    else
      for (const issue of parsed.error.issues)
        reader.refuse(String(issue.path[0] ?? type), quoted(reader.text(String(issue.path[0])) ?? 'unset'), issue.message.replace(/\.$/, ''));
  }
  return settings;
}

/**
 * Reads the settings of README.md. `operatorSettings`: destination type → the variables only the operator can set, by
 * name. Throws a `ConfigError` that names every bad variable, what it got and what it takes.
 */
export function readConfig(environment: Environment = process.env, operatorSettings: Readonly<Record<string, z.ZodObject>> = {}): Config {
  const reader = new Reader(environment);
  const config: Config = {
    host: reader.text('HOST') ?? '127.0.0.1',
    port: readPort(reader),
    dataDir: path.resolve(reader.text('TRIBUTARY_DATA_DIR') ?? './data'),
    databaseUrl: readDatabaseUrl(reader),
    role: reader.choice('TRIBUTARY_ROLE', serverRoles, 'all'),
    secretKeys: readSecretKeys(reader),
    adminToken: readAdminToken(reader),
    publicUrl: readPublicUrl(reader),
    logLevel: reader.choice('LOG_LEVEL', logLevels, 'info'),
    keep: Object.freeze({
      deliveriesDays: reader.number('TRIBUTARY_DELIVERIES_DAYS', 30, 1, 3_650, 'days'),
      deliveriesMost: reader.number('TRIBUTARY_DELIVERIES_MAX', 20_000_000, 0, 1_000_000_000, 'deliveries'),
      deadLettersDays: reader.number('TRIBUTARY_DEAD_LETTERS_DAYS', 30, 1, 3_650, 'days'),
      auditDays: reader.number('TRIBUTARY_AUDIT_DAYS', 400, 1, 3_650, 'days'),
    }),
    diskReserveBytes: reader.number('TRIBUTARY_DISK_RESERVE_MIB', 256, 0, 1_048_576, 'MiB') * 1024 * 1024,
    mail: readMail(reader),
    webhookAllow: Object.freeze(readNetworks(reader, 'TRIBUTARY_WEBHOOK_ALLOW')),
    operatorSettings: Object.freeze(readOperatorSettings(reader, operatorSettings)),
    warnings: unknownVariables(environment, operatorSettings),
  };
  if (config.databaseUrl !== null && reader.text('TRIBUTARY_SECRET_KEY') === null) {
    reader.refuse(
      'TRIBUTARY_SECRET_KEY',
      'unset',
      'the same key on every server, since DATABASE_URL is set: base64 of 32 random bytes, for example from "openssl rand -base64 32"',
    );
  }
  if (reader.text('NODE_TLS_REJECT_UNAUTHORIZED') === '0') {
    reader.refuse(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      '"0"',
      'no value: it would let anybody on the network read your credentials; to trust a certificate of your own set NODE_EXTRA_CA_CERTS',
    );
  }
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return Object.freeze(config);
}

function unknownVariables(environment: Environment, operatorSettings: Readonly<Record<string, z.ZodObject>>): string[] {
  const known = new Set([...ownVariables, ...Object.values(operatorSettings).flatMap((shape) => Object.keys(shape.shape))]);
  return Object.keys(environment)
    .filter((name) => name.startsWith('TRIBUTARY_') && !known.has(name))
    .map((name) => `${JSON.stringify(name.slice(0, 60))} is set, but no setting has that name. Check the spelling.`);
}
