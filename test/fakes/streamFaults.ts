/** What the fake stream can do wrong, one call at a time. */
export type Fault =
  /** A share of the rows, or of those to one shard, is refused with `code`; the others are stored. */
  | { readonly kind: 'rows'; readonly fraction: number; readonly code?: string; readonly shardId?: string }
  /** The whole request is refused; nothing is stored. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string; readonly message?: string }
  /** 200 without a body; nothing is stored unless `stored`. */
  | { readonly kind: 'emptyBody'; readonly stored?: boolean }
  /** 200 and this body, whatever it is; nothing is stored unless `stored`. */
  | { readonly kind: 'body'; readonly body: string; readonly stored?: boolean }
  /** Everything is stored, but this many results more (or, negative, fewer) than records come back. */
  | { readonly kind: 'resultCount'; readonly difference: number }
  /** Everything is stored; the first row has a sequence number and an error code. */
  | { readonly kind: 'bothInOneRow' }
  /** Rows are right; `FailedRecordCount` is this. */
  | { readonly kind: 'failedRecordCount'; readonly value: number }
  | { readonly kind: 'resetBefore' }
  /** Everything is stored, then the connection is reset instead of an answer. */
  | { readonly kind: 'resetAfter' }
  /** Never answers; nothing is stored unless `stored`. */
  | { readonly kind: 'hang'; readonly stored?: boolean }
  /** The right answer, a byte at a time. */
  | { readonly kind: 'trickle'; readonly everyMs: number }
  /** The connection is reset at once; the records are stored `afterMs` later. */
  | { readonly kind: 'zombie'; readonly afterMs: number }
  /** A proxy's page. */
  | { readonly kind: 'html'; readonly status: number; readonly location?: string };

export interface FaultRule {
  readonly fault: Fault;
  /** Share of calls it hits; 1 when left out. */
  readonly probability?: number;
  /** Calls it hits at most; no end when left out. */
  readonly times?: number;
  /** `PutRecords` when left out; `*` for every operation. */
  readonly operation?: string;
}

const refuse = (status: number, code: string, message?: string): Fault => ({ kind: 'refuse', status, code, ...(message === undefined ? {} : { message }) });

/** Faults by name, with AWS's own texts. */
export const faults = {
  throttledRows: (fraction: number): Fault => ({ kind: 'rows', fraction, code: 'ProvisionedThroughputExceededException' }),
  failedRows: (fraction: number): Fault => ({ kind: 'rows', fraction, code: 'InternalFailure' }),
  throttledRequest: (): Fault => refuse(400, 'ProvisionedThroughputExceededException', 'Rate exceeded for stream.'),
  internalFailure: (): Fault => refuse(500, 'InternalFailure', 'The request processing has failed because of an unknown error.'),
  unavailable: (): Fault => refuse(503, 'ServiceUnavailable', 'Service unavailable.'),
  expiredToken: (): Fault => refuse(400, 'ExpiredTokenException', 'The security token included in the request is expired'),
  unknownKey: (): Fault => refuse(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
  wrongSecret: (): Fault =>
    refuse(400, 'InvalidSignatureException', 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.'),
  wrongClock: (): Fault => refuse(400, 'InvalidSignatureException', 'Signature expired: 20261120T100000Z is now earlier than 20261120T110000Z (20261120T110500Z - 5 min.)'),
  accessDenied: (action = 'PutRecords'): Fault =>
    refuse(
      400,
      'AccessDeniedException',
      `User: arn:aws:iam::123456789012:user/tributary is not authorized to perform: kinesis:${action} on resource: arn:aws:kinesis:eu-west-1:123456789012:stream/audience-events because no identity-based policy allows the kinesis:${action} action`,
    ),
  kms: (code: string): Fault => refuse(400, code, 'The encryption key of the stream cannot be used.'),
} as const;
