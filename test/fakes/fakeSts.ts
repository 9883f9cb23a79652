/** The sign-in service of AWS in this process, on 127.0.0.1: checks signatures, lends roles as their trust policies say, and goes wrong on demand. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../server/kit/clock.ts';
import { checkSignature, type KnownKeys } from './requestSignature.ts';

/** What a trust policy asks for. */
export interface LentRole {
  /** Null: none, which is unsafe. `*`: the condition only wants that there is one. */
  readonly externalId: string | null;
  readonly trustsUs?: boolean;
}

export interface FakeStsOptions {
  readonly region?: string;
  /** Access key id → its secret; the credentials of roles are added, so that a fake stream can share it. */
  readonly keys: Record<string, KnownKeys[string]>;
  /** Whom each access key id belongs to; of a role that was lent, its session. */
  readonly principals: Record<string, string>;
  readonly clock?: Clock;
}

export interface FakeSts {
  readonly endpoint: string;
  /** By ARN; changes count at once. */
  readonly roles: Record<string, LentRole>;
  readonly requests: Readonly<Record<string, number>>;
  /** Names of the sessions that were begun, in order. */
  readonly sessions: readonly string[];
  /** Most calls at once since it was last set to 0. */
  mostAtOnce: number;
  /** How long what is lent lasts, seconds; as asked for when null. */
  lendsSeconds: number | null;
  /** Answers every call with this status and code. */
  failure: { readonly status: number; readonly code: string; readonly message?: string } | null;
  latencyMs: number;
  close(): Promise<void>;
}

class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

export async function startFakeSts(options: FakeStsOptions): Promise<FakeSts> {
  const { region = 'eu-west-1', keys, principals, clock = systemClock } = options;
  const roles: Record<string, LentRole> = {};
  const requests: Record<string, number> = {};
  const sessions: string[] = [];
  const counts = { now: 0, most: 0 };
  const knobs = { lendsSeconds: null as number | null, failure: null as FakeSts['failure'], latencyMs: 0 };

  function lend(caller: string, form: URLSearchParams): string {
    const arn = form.get('RoleArn') ?? '';
    const externalId = form.get('ExternalId');
    const role = Object.hasOwn(roles, arn) ? roles[arn] : undefined;
    const fits = role !== undefined && role.trustsUs !== false && (role.externalId === null || (role.externalId === '*' ? externalId !== null : role.externalId === externalId));
    // One answer for a role that does not exist, does not trust the caller, or asks for another external id: AWS tells them apart for nobody.
    if (!fits) throw new Refused(403, 'AccessDenied', `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${arn}`);
    const session = form.get('RoleSessionName') ?? '';
    sessions.push(session);
    const id = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const key = { secret: randomBytes(20).toString('hex'), sessionToken: randomBytes(30).toString('base64url') };
    keys[id] = key;
    principals[id] = `arn:aws:sts::${accountOf(arn)}:assumed-role/${arn.split('/').at(-1)}/${session}`;
    const seconds = knobs.lendsSeconds ?? Number(form.get('DurationSeconds'));
    const expiration = new Date(clock.now() + seconds * 1_000).toISOString();
    return `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${key.secret}</SecretAccessKey><SessionToken>${key.sessionToken}</SessionToken><Expiration>${expiration}</Expiration></Credentials>`;
  }

  const server = createServer((request, response) => {
    void (async () => {
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      response.once('close', () => (counts.now -= 1));
      const body = Buffer.concat(await request.toArray());
      const form = new URLSearchParams(body.toString());
      const action = form.get('Action') ?? '';
      requests[action] = (requests[action] ?? 0) + 1;
      if (knobs.latencyMs > 0) await clock.sleep(knobs.latencyMs);
      const reply = (status: number, xml: string): void => {
        response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() });
        response.end(xml);
      };
      try {
        if (knobs.failure !== null) throw new Refused(knobs.failure.status, knobs.failure.code, knobs.failure.message ?? '');
        const signed = checkSignature(request, body, { region, service: 'sts', keys, now: clock.now() });
        if (!signed.ok) throw new Refused(403, signed.code === 'UnrecognizedClientException' ? 'InvalidClientTokenId' : 'SignatureDoesNotMatch', signed.message);
        const caller = principals[signed.accessKeyId] ?? 'arn:aws:iam::000000000000:user/unknown';
        const result = action === 'AssumeRole' ? lend(caller, form) : `<Arn>${caller}</Arn><UserId>AIDA</UserId><Account>${accountOf(caller)}</Account>`;
        reply(200, `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result></${action}Response>`);
      } catch (thrown) {
        const { status, code, message } = thrown instanceof Refused ? thrown : new Refused(500, 'FakeStsDefect', String(thrown));
        reply(
          status,
          `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
        );
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    roles,
    requests,
    sessions,
    get mostAtOnce() {
      return counts.most;
    },
    set mostAtOnce(most) {
      counts.most = most;
    },
    get lendsSeconds() {
      return knobs.lendsSeconds;
    },
    set lendsSeconds(seconds) {
      knobs.lendsSeconds = seconds;
    },
    get failure() {
      return knobs.failure;
    },
    set failure(failure) {
      knobs.failure = failure;
    },
    get latencyMs() {
      return knobs.latencyMs;
    },
    set latencyMs(milliseconds) {
      knobs.latencyMs = milliseconds;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
