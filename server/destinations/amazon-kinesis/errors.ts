import type { ErrorCode } from '../../../shared/errorCodes.ts';
import { ActivationError, type Patience } from '../../kit/errors.ts';
import type { Refused } from '../../publisher/streamClient.ts';

/** What an error means: our code, and what the one who reads it is told. */
interface Reading {
  readonly code: ErrorCode;
  readonly message: string;
  readonly patience?: Patience | undefined;
}

/** IAM is eventually consistent: a new key or permission may be refused for seconds after it was made. */
export const untilIamAgrees: Patience = { times: 3, milliseconds: 30_000 };
/** A stream or key that is being changed or imported takes minutes at most. */
const untilChanged: Patience = { times: 16, milliseconds: 15 * 60_000 };

/** What the SDK or Node threw, reduced to what may be kept: the rest of it holds headers with credentials in them. */
interface Facts {
  /** AWS error code, errno or class name. */
  readonly vendorCode: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly isHtml: boolean;
}

const reading = (code: ErrorCode, message: string, patience?: Patience): Reading => ({ code, message, patience });

const busy = reading('throttled', 'The stream is busy. Sending more slowly.');
const slowDown = reading('throttled', 'AWS asked us to slow down.');
const awsProblem = reading('destination_unavailable', 'AWS is having a problem.');
const slowAnswer = reading('destination_unavailable', 'AWS is slow to answer.');
const cutOff = reading('destination_unavailable', 'The connection to AWS broke off before the answer came.');
const unreachable = reading('endpoint_unreachable', 'AWS cannot be reached from this server.');
const noRoute = reading('endpoint_unreachable', 'This server has no route to AWS.');
const noName = reading('endpoint_unreachable', 'The address of AWS in this region cannot be found.');
const notSecure = reading('endpoint_unreachable', 'The connection to AWS is not secure: its certificate cannot be trusted. A proxy may be in between.');
const changedOnTheWay = reading('endpoint_unreachable', 'Our request was changed on the way to AWS, perhaps by a proxy.');
const notKinesis = reading('endpoint_unreachable', 'The address answers, but not as Kinesis does. Whoever runs this server should check the endpoint.');
const keyUnknown = reading('credentials_invalid', 'AWS does not recognise this access key.', untilIamAgrees);
const secretWrong = reading('secret_invalid', 'The secret key does not fit the access key.');
const tokenExpired = reading('token_expired', 'The AWS sign-in has expired.');
const clockWrong = reading('clock_skewed', "This server's clock differs from the time of AWS.");
const scopeWrong = reading('region_invalid', 'The region does not fit the address of AWS that was called.');
const notSignedUp = reading('access_denied', 'This AWS account is not signed up for Kinesis in this region.');
const denied = reading('access_denied', 'AWS does not allow this user to do that.', untilIamAgrees);
const rejected = reading('record_rejected', 'AWS does not accept the request.');
const tooLarge = reading('record_too_large', 'A record is larger than the stream allows.');

/** By AWS error code or errno. What is missing here is read by its HTTP status. */
const readings: Readonly<Record<string, Reading>> = {
  ProvisionedThroughputExceededException: busy,
  ThrottlingException: slowDown,
  Throttling: slowDown,
  ThrottledException: slowDown,
  RequestThrottled: slowDown,
  RequestThrottledException: slowDown,
  RequestLimitExceeded: slowDown,
  TooManyRequestsException: slowDown,
  SlowDown: slowDown,
  LimitExceededException: reading('throttled', 'There are too many requests in this AWS account.'),
  KMSThrottlingException: reading('throttled', "The stream's encryption key is busy. Sending more slowly."),

  InternalFailure: awsProblem,
  InternalFailureException: awsProblem,
  InternalServerError: awsProblem,
  InternalServerException: awsProblem,
  InternalError: awsProblem,
  ServiceUnavailable: awsProblem,
  ServiceUnavailableException: awsProblem,
  ResourceInUseException: reading('stream_not_active', 'The stream takes no records now: it is being created, changed or deleted.', untilChanged),
  RequestTimeout: slowAnswer,
  RequestTimeoutException: slowAnswer,
  RequestAbortedException: cutOff,
  TimeoutError: slowAnswer,
  AbortError: slowAnswer,
  ECONNRESET: cutOff,
  EPIPE: cutOff,

  ECONNREFUSED: unreachable,
  ETIMEDOUT: unreachable,
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  CERT_HAS_EXPIRED: notSecure,
  CERT_NOT_YET_VALID: notSecure,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: notSecure,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: notSecure,
  DEPTH_ZERO_SELF_SIGNED_CERT: notSecure,
  SELF_SIGNED_CERT_IN_CHAIN: notSecure,
  ERR_TLS_CERT_ALTNAME_INVALID: notSecure,
  IncompleteSignature: changedOnTheWay,
  IncompleteSignatureException: changedOnTheWay,
  MissingAuthenticationToken: changedOnTheWay,
  MissingAuthenticationTokenException: changedOnTheWay,
  MalformedHttpRequestException: changedOnTheWay,
  UnknownOperationException: notKinesis,

  UnrecognizedClientException: keyUnknown,
  InvalidClientTokenId: keyUnknown,
  InvalidAccessKeyId: keyUnknown,
  InvalidSignatureException: secretWrong,
  SignatureDoesNotMatch: secretWrong,
  ExpiredTokenException: tokenExpired,
  ExpiredToken: tokenExpired,
  TokenRefreshRequired: tokenExpired,
  RequestExpired: clockWrong,
  RequestTimeTooSkewed: clockWrong,
  RequestInTheFuture: clockWrong,

  AccessDeniedException: denied,
  AccessDenied: denied,
  NotAuthorized: denied,
  OptInRequired: notSignedUp,
  RegionDisabledException: reading('region_invalid', 'This region is not switched on in the AWS account.'),
  EndpointError: reading('region_invalid', 'There is no address of AWS for that region.'),

  ResourceNotFoundException: reading('stream_not_found', 'The stream does not exist in this region.'),
  KMSAccessDeniedException: reading('key_access_denied', 'We may write to the stream but not use its encryption key.'),
  KMSOptInRequired: reading('key_access_denied', 'This AWS account is not signed up for KMS, which encrypts the stream.'),
  KMSDisabledException: reading('key_disabled', "The stream's encryption key is switched off."),
  KMSInvalidStateException: reading('key_disabled', "The stream's encryption key is not usable right now.", untilChanged),
  KMSNotFoundException: reading('key_not_found', "The stream's encryption key no longer exists."),

  ValidationException: rejected,
  SerializationException: rejected,
  InvalidArgumentException: rejected,
  RequestEntityTooLarge: tooLarge,
  RequestEntityTooLargeException: tooLarge,
};

/** AWS error codes and errnos with a reading of their own. */
export const knownVendorCodes: readonly string[] = Object.keys(readings);

/**
 * Total: whatever a call threw becomes an error of our table. An unknown one counts as `destination_unavailable` with
 * its own code beside it: it is tried again and never costs a record.
 */
export function readError(thrown: unknown): ActivationError {
  if (thrown instanceof ActivationError) return thrown;
  const facts = factsOf(thrown);
  const { code, message, patience } = readFacts(facts);
  return new ActivationError(code, message, { vendorCode: facts.vendorCode, patience });
}

/** Why one row of an answered request was not taken. AWS names two codes for rows; others are read by the same table. */
export function readRow(errorCode: string, errorMessage: string): Refused {
  const { code, message } = readFacts({ vendorCode: errorCode, message: errorMessage, status: undefined, isHtml: false });
  return { ok: false, code, vendorCode: clip(errorCode, 100), message };
}

/** An answer that proves nothing. Its records may lie in the stream or not. */
export function unclearAnswer(vendorCode: string): ActivationError {
  return new ActivationError('destination_unavailable', 'AWS gave an unclear answer. Sending again to be safe; some records may arrive twice.', { vendorCode });
}

function readFacts(facts: Facts): Reading {
  const { vendorCode, message, status, isHtml } = facts;
  if (isHtml && (status === undefined || status < 500))
    return reading('endpoint_unreachable', 'Something between this server and AWS answered instead of AWS: a proxy or a sign-in page.');
  const known = Object.hasOwn(readings, vendorCode) ? (readings[vendorCode] as Reading) : undefined;
  return known === undefined ? readStatus(facts) : refine(known, vendorCode, message);
}

/** AWS uses some codes for several things and tells them apart by the text only. */
function refine(known: Reading, vendorCode: string, message: string): Reading {
  if (known === secretWrong && /expired|not yet current/i.test(message)) return clockWrong;
  if (known === secretWrong && /scoped to a valid region|scoped to correct/i.test(message)) return scopeWrong;
  if (known === slowAnswer && /did not establish a connection/.test(message)) return unreachable;
  if (known === denied) return reading('access_denied', deniedText(message), denied.patience);
  if (known === rejected) {
    if (vendorCode === 'InvalidArgumentException' && /size|exceeds/i.test(message)) return tooLarge;
    return reading('record_rejected', `AWS does not accept it: ${withoutValues(message)}`);
  }
  return known;
}

function readStatus({ vendorCode, status }: Facts): Reading {
  if (status === undefined) return awsProblem;
  if (status >= 500 || status === 408) return awsProblem;
  if (status === 429) return slowDown;
  if (status === 413) return tooLarge;
  if (status === 407) return reading('endpoint_unreachable', 'A proxy between this server and AWS asks for a sign-in.');
  if (status >= 300 && status < 400) return reading('endpoint_unreachable', 'The address of AWS points elsewhere. Stopped there for safety.');
  if (status < 300) return reading('destination_unavailable', unclearAnswer(vendorCode).message);
  return reading('destination_unavailable', `AWS answered with something we do not know yet (${clip(vendorCode, 60)}).`);
}

/** Names the missing permission; the user's ARN and account number in AWS's text stay out. */
function deniedText(message: string): string {
  const action = /not authorized to perform: ([A-Za-z0-9]+:[A-Za-z0-9]+)/.exec(message)?.[1];
  const what = action === undefined ? 'AWS does not allow this user to do that.' : `AWS does not allow this user ${action}.`;
  return /explicit deny/i.test(message) ? `${what} A rule forbids it (explicit deny).` : what;
}

/** AWS quotes the offending value, which may be a partition key: everything from the first quote to the last goes. */
function withoutValues(message: string): string {
  return clip(message.replace(/(['"[]).*(['"\]])/s, '…'), 160);
}

const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
  readonly $response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

function factsOf(thrown: unknown): Facts {
  const error: SdkError = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const errno = typeof error.code === 'string' && Object.hasOwn(readings, error.code) ? error.code : undefined;
  const name = typeof error.name === 'string' && error.name !== '' ? error.name : 'Unknown';
  const status = error.$metadata?.httpStatusCode;
  const contentType = error.$response?.headers?.['content-type'];
  return {
    // A time-out of the SDK carries ETIMEDOUT, too: its own name says more.
    vendorCode: name === 'TimeoutError' && errno === 'ETIMEDOUT' ? name : (errno ?? name),
    message: typeof error.message === 'string' ? error.message : '',
    status: typeof status === 'number' ? status : undefined,
    isHtml: typeof contentType === 'string' && contentType.startsWith('text/html'),
  };
}
