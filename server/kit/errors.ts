import { errorCodes, type ErrorCode, type ErrorCodeEntry } from '../../shared/errorCodes.ts';
import type { Issue } from '../../shared/problem.ts';

/** A refusal that may pass by itself is believed only once it came this often in a row, over at least this long. */
export interface Patience {
  /** Two or more. */
  readonly times: number;
  readonly milliseconds: number;
}

/**
 * The one error class of the server. It carries a code of the closed table; what to do is read from the table, never
 * from the message. The message is for people: it holds no secret, no payload and no stack.
 */
export class ActivationError extends Error {
  readonly code: ErrorCode;
  /** Field problems, for requests that people or clients sent. */
  readonly issues: readonly Issue[];
  /** Seconds after which trying again makes sense: for 429 and 503 answers, and for what will be ready by itself. */
  readonly retryAfterSeconds: number | undefined;
  /** What the other side called it, for the log and for administrators: an AWS code, an errno. */
  readonly vendorCode: string | undefined;
  /** For a destination that refuses as a whole: how long to try on before it pauses; undefined: it pauses at once. */
  readonly patience: Patience | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    detail: { issues?: readonly Issue[]; retryAfterSeconds?: number; vendorCode?: string; patience?: Patience | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: detail.cause });
    this.name = 'ActivationError';
    this.code = code;
    this.issues = detail.issues ?? [];
    this.retryAfterSeconds = detail.retryAfterSeconds;
    this.vendorCode = detail.vendorCode;
    this.patience = detail.patience;
  }

  get entry(): ErrorCodeEntry {
    return errorCodes[this.code];
  }
}

/** Total: whatever was thrown becomes an error of the table; what nobody foresaw is a `defect`. */
export function toActivationError(thrown: unknown): ActivationError {
  if (thrown instanceof ActivationError) return thrown;
  return new ActivationError('defect', 'Something went wrong on our side.', { cause: thrown });
}

/** A refusal that blames one field of a request. */
export function fieldError(path: string, code: ErrorCode, message: string): ActivationError {
  return new ActivationError(code, message, { issues: [{ path, code, message }] });
}

/** Refuses to go on with a list where no page of it ended: begun again in silence, it would repeat itself to whoever reads to the end. */
export function foreignCursor(): ActivationError {
  return fieldError('cursor', 'request_invalid', 'This cursor is not of this list and order. Send the nextCursor of the page before, or no cursor for the first page.');
}
