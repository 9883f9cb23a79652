import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { knownVendorCodes, readError, readRow } from '../../server/destinations/amazon-kinesis/errors.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import { errorCodes, type ErrorCode } from '../../shared/errorCodes.ts';

/** What the SDK throws for an answer of AWS: with the whole answer, credentials included, in a hidden field. */
function awsError(name: string, { message = '', status = 400, contentType = 'application/x-amz-json-1.1' } = {}): Error {
  const error = Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status, attempts: 1 } });
  Object.defineProperty(error, '$response', {
    value: { statusCode: status, headers: { 'content-type': contentType, authorization: 'canary-secret' }, body: 'canary-secret' },
    enumerable: false,
  });
  return error;
}

const nodeError = (code: string, name = 'Error', message = code): Error => Object.assign(new Error(message), { code, name });

/** Every vendor code of the table → our code. Written by hand: the test compares it with what the code does. */
const expected: Record<string, ErrorCode> = {
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  ThrottledException: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
  SlowDown: 'throttled',
  LimitExceededException: 'throttled',
  KMSThrottlingException: 'throttled',
  InternalFailure: 'destination_unavailable',
  InternalFailureException: 'destination_unavailable',
  InternalServerError: 'destination_unavailable',
  InternalServerException: 'destination_unavailable',
  InternalError: 'destination_unavailable',
  ServiceUnavailable: 'destination_unavailable',
  ServiceUnavailableException: 'destination_unavailable',
  ResourceInUseException: 'stream_not_active',
  RequestTimeout: 'destination_unavailable',
  RequestTimeoutException: 'destination_unavailable',
  RequestAbortedException: 'destination_unavailable',
  TimeoutError: 'destination_unavailable',
  AbortError: 'destination_unavailable',
  ECONNRESET: 'destination_unavailable',
  EPIPE: 'destination_unavailable',
  ECONNREFUSED: 'endpoint_unreachable',
  ETIMEDOUT: 'endpoint_unreachable',
  ENOTFOUND: 'endpoint_unreachable',
  EAI_AGAIN: 'endpoint_unreachable',
  EHOSTUNREACH: 'endpoint_unreachable',
  ENETUNREACH: 'endpoint_unreachable',
  CERT_HAS_EXPIRED: 'endpoint_unreachable',
  CERT_NOT_YET_VALID: 'endpoint_unreachable',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'endpoint_unreachable',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'endpoint_unreachable',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'endpoint_unreachable',
  SELF_SIGNED_CERT_IN_CHAIN: 'endpoint_unreachable',
  ERR_TLS_CERT_ALTNAME_INVALID: 'endpoint_unreachable',
  IncompleteSignature: 'endpoint_unreachable',
  IncompleteSignatureException: 'endpoint_unreachable',
  MissingAuthenticationToken: 'endpoint_unreachable',
  MissingAuthenticationTokenException: 'endpoint_unreachable',
  MalformedHttpRequestException: 'endpoint_unreachable',
  UnknownOperationException: 'endpoint_unreachable',
  UnrecognizedClientException: 'credentials_invalid',
  InvalidClientTokenId: 'credentials_invalid',
  InvalidAccessKeyId: 'credentials_invalid',
  InvalidSignatureException: 'secret_invalid',
  SignatureDoesNotMatch: 'secret_invalid',
  ExpiredTokenException: 'token_expired',
  ExpiredToken: 'token_expired',
  TokenRefreshRequired: 'token_expired',
  RequestExpired: 'clock_skewed',
  RequestTimeTooSkewed: 'clock_skewed',
  RequestInTheFuture: 'clock_skewed',
  AccessDeniedException: 'access_denied',
  AccessDenied: 'access_denied',
  NotAuthorized: 'access_denied',
  OptInRequired: 'access_denied',
  RegionDisabledException: 'region_invalid',
  EndpointError: 'region_invalid',
  ResourceNotFoundException: 'stream_not_found',
  KMSAccessDeniedException: 'key_access_denied',
  KMSOptInRequired: 'key_access_denied',
  KMSDisabledException: 'key_disabled',
  KMSInvalidStateException: 'key_disabled',
  KMSNotFoundException: 'key_not_found',
  ValidationException: 'record_rejected',
  SerializationException: 'record_rejected',
  InvalidArgumentException: 'record_rejected',
  RequestEntityTooLarge: 'record_too_large',
  RequestEntityTooLargeException: 'record_too_large',
};

const isErrno = (code: string): boolean => /^[A-Z_]+$/.test(code);

describe('the table of vendor codes', () => {
  test('has an expectation for every code it knows', () => {
    expect(Object.keys(expected).sort()).toEqual([...knownVendorCodes].sort());
  });

  test.each(Object.entries(expected))('%s → %s, told without the raw name of an exception', (vendorCode, code) => {
    const error = readError(isErrno(vendorCode) ? nodeError(vendorCode) : awsError(vendorCode));
    expect(error).toMatchObject({ code, vendorCode });
    expect(error.message.split(' ').length).toBeLessThanOrEqual(25);
    expect(error.message).not.toMatch(/Exception|[A-Z_]{7,}/);
  });
});

describe('what AWS tells apart by its text only', () => {
  test.each([
    ['InvalidSignatureException', 'Signature expired: 20261120T100000Z is now earlier than 20261120T110000Z', 'clock_skewed'],
    ['InvalidSignatureException', 'Signature not yet current: 20261120T120000Z is still later than 20261120T110000Z', 'clock_skewed'],
    ['SignatureDoesNotMatch', 'Signature expired: 20261120T100000Z is now earlier', 'clock_skewed'],
    ['InvalidSignatureException', 'The request signature we calculated does not match the signature you provided.', 'secret_invalid'],
    ['InvalidSignatureException', 'Credential should be scoped to a valid region, not us-east-1.', 'region_invalid'],
    ['InvalidArgumentException', 'Records size exceeds 10 MB limit', 'record_too_large'],
    ['InvalidArgumentException', 'Invalid ShardId.', 'record_rejected'],
    ['TimeoutError', 'the request socket did not establish a connection with the server within the configured timeout of 2000 ms.', 'endpoint_unreachable'],
  ])('%s "%s" → %s', (name, message, code) => {
    expect(readError(awsError(name, { message })).code).toBe(code);
  });

  test('a refusal for want of permission names the permission and keeps the ARN and account out', () => {
    const message =
      'User: arn:aws:iam::123456789012:user/bob is not authorized to perform: kinesis:PutRecords on resource: arn:aws:kinesis:eu-west-1:123456789012:stream/x with an explicit deny in a service control policy';
    expect(readError(awsError('AccessDeniedException', { message })).message).toBe('AWS does not allow this user kinesis:PutRecords. A rule forbids it (explicit deny).');
  });

  test('the value AWS quotes never gets into our message: it may be a partition key', () => {
    const message =
      "1 validation error detected: Value 'ada@example.com' at 'records.7.member.partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256";
    const error = readError(awsError('ValidationException', { message }));
    expect(error.message).not.toContain('ada');
    expect(error.message).toContain('less than or equal to 256');
    expect(readError(awsError('ValidationException', { message: `${'x'.repeat(5_000)}` })).message.length).toBeLessThan(220);
  });
});

describe('answers that are not from AWS, or not known', () => {
  test.each([
    ['a page of a proxy with 200', awsError('SyntaxError', { status: 200, contentType: 'text/html; charset=utf-8' }), 'endpoint_unreachable'],
    ['a page of a proxy with 403', awsError('SyntaxError', { status: 403, contentType: 'text/html' }), 'endpoint_unreachable'],
    ['a page of a load balancer with 503', awsError('SyntaxError', { status: 503, contentType: 'text/html' }), 'destination_unavailable'],
    ['broken JSON with 200', awsError('SyntaxError', { status: 200 }), 'destination_unavailable'],
    ['a redirect', awsError('Unknown', { status: 302 }), 'endpoint_unreachable'],
    ['407', awsError('Unknown', { status: 407 }), 'endpoint_unreachable'],
    ['408', awsError('Unknown', { status: 408 }), 'destination_unavailable'],
    ['413', awsError('Unknown', { status: 413 }), 'record_too_large'],
    ['429', awsError('Unknown', { status: 429 }), 'throttled'],
    ['502', awsError('Unknown', { status: 502 }), 'destination_unavailable'],
    ['an unknown 400', awsError('FooException'), 'destination_unavailable'],
    ['an unknown 500', awsError('FooException', { status: 500 }), 'destination_unavailable'],
    ['a code that is also a property of every object', awsError('constructor'), 'destination_unavailable'],
  ])('%s', (_what, thrown, code) => {
    expect(readError(thrown).code).toBe(code);
  });

  test.each([undefined, null, 5, 'text', {}, new Error('x'), Object.create(null), { name: 5, code: {}, $metadata: null }])(
    'total: %s becomes an error that is tried again',
    (thrown) => {
      const error = readError(thrown);
      expect(error).toBeInstanceOf(ActivationError);
      expect(errorCodes[error.code].retry).toBe('backoff');
    },
  );

  test('an unknown code is kept for the log', () => {
    expect(readError(awsError('FooException')).vendorCode).toBe('FooException');
  });

  test('nothing of the hidden answer is kept: it holds headers with credentials', () => {
    const error = readError(awsError('FooException', { message: 'canary-secret' }));
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('canary');
    expect(error.cause).toBeUndefined();
  });
});

describe('rows', () => {
  test.each([
    ['ProvisionedThroughputExceededException', 'throttled'],
    ['InternalFailure', 'destination_unavailable'],
    ['KMSThrottlingException', 'throttled'],
    ['KMSAccessDeniedException', 'key_access_denied'],
    ['SomethingNew', 'destination_unavailable'],
  ])('%s → %s', (vendorCode, code) => {
    expect(readRow(vendorCode, 'Rate exceeded for shard shardId-0 in stream x under account 123456789012.')).toEqual({
      ok: false,
      code,
      vendorCode,
      message: expect.not.stringContaining('123456789012'),
    });
  });
});

test.each([
  ['AccessDeniedException', 30_000],
  ['UnrecognizedClientException', 30_000],
  ['ResourceInUseException', 900_000],
  ['KMSInvalidStateException', 900_000],
  ['KMSDisabledException', undefined],
  ['ResourceNotFoundException', undefined],
])('%s may pass for %s ms before a destination pauses', (name, milliseconds) => {
  expect(readError(Object.assign(new Error('Refused.'), { name })).patience?.milliseconds).toBe(milliseconds);
});
