import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Access key id → what belongs to it. */
export type KnownKeys = Readonly<Record<string, { readonly secret: string; readonly sessionToken?: string }>>;

interface Expected {
  readonly region: string;
  /** As in the credential's scope; Kinesis when left out. */
  readonly service?: string;
  /** Null: every key is known and no signature is checked. */
  readonly keys: KnownKeys | null;
  /** Epoch milliseconds on AWS's side. */
  readonly now: number;
}

export type SignatureResult =
  { readonly ok: true; readonly accessKeyId: string } | { readonly ok: false; readonly accessKeyId: string | null; readonly code: string; readonly message: string };

const maxSkewMs = 5 * 60 * 1000;
const authorization = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([a-z]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Checks a request as AWS does (Signature Version 4), in the order in which AWS finds fault. */
export function checkSignature(request: IncomingMessage, body: Buffer, { region, service = 'kinesis', keys, now }: Expected): SignatureResult {
  const parts = authorization.exec(request.headers.authorization ?? '');
  if (parts === null) return { ok: false, accessKeyId: null, code: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
  const [, accessKeyId, day, signedRegion, signedService, signedHeaders, signature] = parts as unknown as [string, string, string, string, string, string, string];
  const refuse = (code: string, message: string): SignatureResult => ({ ok: false, accessKeyId, code, message });
  if (keys === null) return { ok: true, accessKeyId };
  const key = Object.hasOwn(keys, accessKeyId) ? keys[accessKeyId] : undefined;
  if (key === undefined || request.headers['x-amz-security-token'] !== key.sessionToken)
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (signedService !== service) return refuse('InvalidSignatureException', `Credential should be scoped to correct service: '${service}'.`);
  if (signedRegion !== region) return refuse('InvalidSignatureException', `Credential should be scoped to a valid region, not '${signedRegion}'.`);

  const time = String(request.headers['x-amz-date']);
  const signedAt = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (now - signedAt > maxSkewMs) return refuse('InvalidSignatureException', `Signature expired: ${time} is now earlier than the time of AWS minus 5 min.`);
  if (signedAt - now > maxSkewMs) return refuse('InvalidSignatureException', `Signature not yet current: ${time} is still later than the time of AWS plus 5 min.`);

  const headers = signedHeaders.split(';').map((header) => `${header}:${String(request.headers[header]).trim().replace(/ +/g, ' ')}\n`);
  const canonical = [request.method, request.url, '', headers.join(''), signedHeaders, sha256(body)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const signingKey = [day, region, service, 'aws4_request'].reduce<string | Buffer>((secret, part) => createHmac('sha256', secret).update(part).digest(), `AWS4${key.secret}`);
  const expected = createHmac('sha256', signingKey).update(toSign).digest('hex');
  if (expected !== signature)
    return refuse(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  return { ok: true, accessKeyId };
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
