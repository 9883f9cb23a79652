/** The only file that knows which HTTP status an error of the table is. */
import type { ErrorRequestHandler, Response } from 'express';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Problem } from '../../shared/problem.ts';
import { ActivationError, toActivationError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import { HttpRefusal } from './httpRefusal.ts';

const statusOfCode: Readonly<Record<ErrorCode, number>> = {
  credentials_invalid: 422,
  secret_invalid: 422,
  token_expired: 422,
  clock_skewed: 422,
  access_denied: 422,
  role_not_assumable: 422,
  external_id_mismatch: 422,
  role_unprotected: 422,
  server_identity_refused: 422,
  region_invalid: 422,
  stream_not_found: 422,
  stream_not_active: 422,
  stream_replaced: 422,
  stream_wrong_region: 422,
  stream_name_invalid: 422,
  key_access_denied: 422,
  key_disabled: 422,
  key_not_found: 422,
  throttled: 503,
  endpoint_unreachable: 422,
  destination_unavailable: 503,
  record_too_large: 422,
  record_rejected: 422,
  retries_exhausted: 503,
  consent_missing: 422,
  change_gathered: 422,
  mapping_value_missing: 422,
  profile_not_selected: 422,
  partition_key_invalid: 422,
  policy_violated: 422,
  approval_required: 409,
  account_in_use: 409,
  name_taken: 409,
  version_stale: 412,
  profile_invalid: 422,
  profile_too_large: 413,
  segment_unknown: 422,
  file_invalid: 422,
  row_invalid: 422,
  request_invalid: 422,
  not_found: 404,
  unauthenticated: 401,
  forbidden: 403,
  too_many_requests: 429,
  defect: 500,
};

export function statusOf(error: ActivationError): number {
  if (error instanceof HttpRefusal) return error.status;
  // A defect that will pass, for example a disk that is full: not now, but later.
  if (error.code === 'defect' && error.retryAfterSeconds !== undefined) return 503;
  return statusOfCode[error.code];
}

/** Every status an answer can have that is an error, for the reference of the API. */
export const errorStatuses: readonly number[] = [...new Set([400, 405, 410, 415, 421, ...Object.values(statusOfCode)])].sort((left, right) => left - right);

/** The table speaks to who watches records being sent; who made a request that will succeed later must send it again. */
function remedyOf(error: ActivationError): string {
  if (error.code === 'request_invalid' && error.issues.length === 0) return 'Change the request as described and send it again.';
  if (statusOf(error) === 503 && error.code !== 'defect') return 'Wait a moment, then try again.';
  return error.entry.remedy;
}

/** RFC 9457. The detail is our own text: what others said is in the log, by request id. */
export function problemOf(error: ActivationError, requestId: string): Problem {
  return {
    type: `https://tributary.dev/problems/${error.code}`,
    title: error.entry.title,
    status: statusOf(error),
    code: error.code,
    detail: error.message,
    remedy: remedyOf(error),
    issues: [...error.issues],
    requestId,
  };
}

/** Errors of express and its body parser carry a `type` or a `status`; their own texts repeat what was sent and are not passed on. */
function fromFramework(thrown: unknown): ActivationError {
  if (thrown instanceof ActivationError || !(thrown instanceof Error)) return toActivationError(thrown);
  const type = 'type' in thrown && typeof thrown.type === 'string' ? thrown.type : '';
  const status = 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 500;
  if (type === 'entity.too.large' || status === 413) return new HttpRefusal(413, 'request_invalid', 'The body is too large for this address.');
  if (type === 'encoding.unsupported' || status === 415) return new HttpRefusal(415, 'request_invalid', 'This content encoding is not read here. Send the body plain or as gzip.');
  if (status >= 400 && status < 500)
    return new HttpRefusal(400, 'request_invalid', thrown instanceof URIError ? 'The address is not written correctly.' : 'The request could not be read to its end.');
  return toActivationError(thrown);
}

export function sendProblem(response: Response, error: ActivationError, requestId: string): void {
  const problem = problemOf(error, requestId);
  if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="tributary"');
  const wait = error.retryAfterSeconds ?? (problem.status === 503 || problem.status === 429 ? 5 : null);
  if (wait !== null) response.set('Retry-After', String(Math.max(1, Math.ceil(wait))));
  response.status(problem.status).set('Content-Type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}

/** The last handler: whatever was thrown leaves as a problem, and what nobody foresaw is logged with its cause. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (thrown: unknown, _request, response, _next) => {
    const error = fromFramework(thrown);
    const requestId = String(response.locals['requestId']);
    // What passes, as a full disk, refuses many requests: a short line each.
    if (error.code === 'defect' && error.retryAfterSeconds !== undefined)
      log.warn({ requestId, vendorCode: error.vendorCode, reason: error.message }, 'A request was refused for now');
    else if (error.code === 'defect') log.error({ requestId, error: error.cause ?? error }, 'A request failed because of a defect');
    else if (error.vendorCode !== undefined) log.info({ requestId, code: error.code, vendorCode: error.vendorCode }, 'The other side refused');
    if (response.headersSent) response.destroy();
    else sendProblem(response, error, requestId);
  };
}
