/**
 * The one closed table of everything that can go wrong and that a person may read about.
 * The retry rule, the run counters, the API and the pages all read it; nothing decides by the text of a message.
 */

/** What stops when the error happens: one record, one request to the target, the whole destination, or this process. */
export type ErrorScope = 'record' | 'request' | 'destination' | 'process';

/**
 * `never`: the same input fails again. `backoff`: try again later by itself. `slow_down`: try again, slower.
 * `after_fix`: the destination pauses and goes on once a person or the passing of time mended the cause.
 */
export type RetryRule = 'never' | 'backoff' | 'slow_down' | 'after_fix';

/** The run counter an outcome with this code adds to; `none` for errors that are no outcome of a record. */
export type ErrorCounter = 'failed' | 'excluded' | 'throttled' | 'retried' | 'none';

export interface ErrorCodeEntry {
  readonly scope: ErrorScope;
  readonly retry: RetryRule;
  readonly counter: ErrorCounter;
  /** What happened, in a few plain words. */
  readonly title: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  /** The form field to look at, or null where no single field is to blame. */
  readonly field: string | null;
}

const entry = (scope: ErrorScope, retry: RetryRule, counter: ErrorCounter, field: string | null, title: string, remedy: string): ErrorCodeEntry => ({
  scope,
  retry,
  counter,
  title,
  remedy,
  field,
});

export const errorCodes = {
  credentials_invalid: entry(
    'destination',
    'after_fix',
    'none',
    'credentials.accessKeyId',
    'AWS does not recognise this access key',
    'Check the access key. It may be deleted or switched off, or belong to AWS China or GovCloud; or the region is not switched on in your AWS account.',
  ),
  secret_invalid: entry(
    'destination',
    'after_fix',
    'none',
    'credentials.secretAccessKey',
    'The secret key does not fit the access key',
    'Paste the secret key again, without spaces before or after it.',
  ),
  token_expired: entry(
    'destination',
    'after_fix',
    'none',
    'credentials.sessionToken',
    'The AWS sign-in has expired',
    'Paste fresh temporary credentials, or use an access key that does not expire.',
  ),
  clock_skewed: entry('destination', 'after_fix', 'none', null, "This server's clock is wrong", 'Ask whoever runs this server to switch on time synchronisation (NTP).'),
  access_denied: entry(
    'destination',
    'after_fix',
    'none',
    null,
    'AWS does not allow this user to do that',
    'Ask your AWS administrator to grant the permission named in the details.',
  ),
  server_identity_refused: entry(
    'destination',
    'after_fix',
    'none',
    'credentials.method',
    'This server cannot sign in to AWS by itself',
    'Ask whoever runs this server to give it an AWS identity that works, or use an access key.',
  ),
  role_not_assumable: entry('destination', 'after_fix', 'none', 'credentials.roleArn', 'AWS did not let us use this role', 'Check the role ARN and the trust policy of the role.'),
  external_id_mismatch: entry(
    'destination',
    'after_fix',
    'none',
    'credentials.roleArn',
    'The role does not accept our external id',
    'Copy the external id shown here into the trust policy of the role.',
  ),
  role_unprotected: entry(
    'destination',
    'after_fix',
    'none',
    'credentials.roleArn',
    'The role can be used without the external id',
    'Add the condition with the external id to the trust policy of the role, then try again.',
  ),
  region_invalid: entry('destination', 'after_fix', 'none', 'region', 'That region is not valid', 'Pick the AWS region the stream is in, for example eu-west-1.'),
  stream_not_found: entry(
    'destination',
    'after_fix',
    'none',
    'stream',
    'The stream does not exist in this region',
    'Check the spelling and the region, or create the stream in AWS.',
  ),
  stream_not_active: entry(
    'destination',
    'after_fix',
    'none',
    'stream',
    'The stream is not ready',
    'Wait until AWS shows the stream as ACTIVE. If it is being deleted, pick another stream.',
  ),
  stream_replaced: entry(
    'destination',
    'after_fix',
    'none',
    'stream',
    'A different stream now has this name',
    'Confirm that records may go to the new stream, or choose another stream.',
  ),
  stream_wrong_region: entry(
    'destination',
    'after_fix',
    'none',
    'stream',
    'The stream is in another region',
    'Use a stream of the region of this account, or connect an account for the region of the stream.',
  ),
  stream_name_invalid: entry(
    'destination',
    'after_fix',
    'none',
    'stream',
    'That is not a stream name',
    'Use 1 to 128 letters, digits, dots, hyphens or underscores, or paste the ARN of a data stream.',
  ),
  key_access_denied: entry(
    'destination',
    'after_fix',
    'none',
    null,
    'The encryption key of the stream may not be used',
    'Ask your AWS administrator to grant kms:GenerateDataKey on the key of the stream.',
  ),
  key_disabled: entry('destination', 'after_fix', 'none', null, 'The encryption key of the stream is switched off', 'Ask your AWS administrator to enable the key of the stream.'),
  key_not_found: entry('destination', 'after_fix', 'none', null, 'The encryption key of the stream no longer exists', 'Ask your AWS administrator to set a new key on the stream.'),
  throttled: entry(
    'record',
    'slow_down',
    'throttled',
    null,
    'The stream is busy',
    'Nothing to do: records are sent more slowly. If it lasts, add shards or switch the stream to on-demand.',
  ),
  endpoint_unreachable: entry(
    'request',
    'backoff',
    'retried',
    null,
    'AWS cannot be reached from this server',
    'Ask whoever runs this server to allow outgoing HTTPS to AWS. Sending goes on by itself.',
  ),
  destination_unavailable: entry('request', 'backoff', 'retried', null, 'AWS is having a problem', 'Nothing to do: records are sent again until AWS accepts them.'),
  record_too_large: entry(
    'record',
    'never',
    'failed',
    null,
    'The record is larger than the stream allows',
    'Send fewer attributes, or raise the maximum record size of the stream in AWS.',
  ),
  record_rejected: entry(
    'record',
    'never',
    'failed',
    null,
    'AWS does not accept this record',
    'Open the dead letter to see what AWS said, correct the profile at its source, then replay.',
  ),
  retries_exhausted: entry('record', 'never', 'failed', null, 'The record could not be delivered in time', 'Check that the stream works, then replay the dead letter.'),
  mapping_value_missing: entry(
    'record',
    'never',
    'excluded',
    null,
    'A required value is missing',
    'Fill the attribute at its source, or edit the activation and untick Required for it.',
  ),
  consent_missing: entry(
    'record',
    'never',
    'excluded',
    null,
    'The person does not consent',
    'Nothing to do: the person is left out until they give every consent that this destination needs.',
  ),
  change_gathered: entry(
    'record',
    'never',
    'excluded',
    null,
    'Combined into a later record',
    'Nothing to do: the record that follows at the end of the interval holds the newest values.',
  ),
  profile_not_selected: entry(
    'record',
    'never',
    'excluded',
    null,
    'The person no longer concerns this destination',
    'Nothing to do: the person was erased, or is in none of the segments that are sent here.',
  ),
  partition_key_invalid: entry(
    'record',
    'never',
    'failed',
    'partitionKey',
    'No partition key can be made for this profile',
    'Choose another partition key, for example the profile id.',
  ),
  policy_violated: entry(
    'destination',
    'after_fix',
    'none',
    null,
    'A policy does not allow what is sent',
    'Leave out what the policy names, correct what the destination is used for, or ask whoever keeps the policy.',
  ),
  approval_required: entry(
    'request',
    'never',
    'none',
    null,
    'A second person has to approve this',
    'Propose the change. Somebody else looks at it on the page of the destination, and approves it.',
  ),
  account_in_use: entry('request', 'never', 'none', null, 'The account is used by a destination', 'Delete the destinations that use it first, or move them to another account.'),
  name_taken: entry('request', 'never', 'none', 'name', 'That name is taken', 'Choose another name.'),
  version_stale: entry('request', 'never', 'none', null, 'Somebody else changed this in the meantime', 'Reload, look at what changed, and make your change again.'),
  profile_invalid: entry('record', 'never', 'failed', null, 'The profile is not valid', 'Correct the field named in the message and send the profile again.'),
  profile_too_large: entry('record', 'never', 'failed', null, 'The profile is too large', 'Send at most 1 MiB a profile.'),
  segment_unknown: entry('request', 'never', 'none', 'segments', 'There is no such segment', 'Pick a segment from the list, or create it first.'),
  file_invalid: entry('request', 'never', 'none', null, 'The file cannot be imported', 'Correct the file as described and upload it again.'),
  row_invalid: entry('record', 'never', 'none', null, 'The row cannot be imported', 'Correct the row in the file and import it again. The other rows are imported.'),
  request_invalid: entry('request', 'never', 'none', null, 'The request cannot be accepted', 'Correct the fields named below.'),
  not_found: entry('request', 'never', 'none', null, 'There is nothing here', 'Check the address; the item may have been deleted.'),
  unauthenticated: entry('request', 'never', 'none', null, 'You are not signed in', 'Sign in, or send a valid token.'),
  forbidden: entry('request', 'never', 'none', null, 'You may not do this', 'Ask an administrator for a role that allows it.'),
  too_many_requests: entry('request', 'backoff', 'none', null, 'Too many requests', 'Wait as long as the answer says, then try again.'),
  defect: entry('process', 'backoff', 'none', null, 'Something went wrong on our side', 'Try again. If it happens again, give the request id to whoever runs this server.'),
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof errorCodes;

/** All codes, in the order of the table; never empty. */
export const errorCodeNames = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];
