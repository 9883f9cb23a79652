import { ActivationError } from '../../kit/errors.ts';
import type { OpenAccount } from '../definition.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import { regionNames } from './regions.ts';
import type { OperatorSettings } from './settings.ts';

/** The same error, at a field and in other words. */
export function blame(error: ActivationError, path: string, message: string): ActivationError {
  return new ActivationError(error.code, message, { issues: [{ path, code: error.code, message }], ...(error.vendorCode === undefined ? {} : { vendorCode: error.vendorCode }) });
}

/** Names the field of the account's form that is to blame, where there is one. */
export function blameAccount(error: ActivationError, account: OpenAccount, settings: OperatorSettings): ActivationError {
  if (error.vendorCode === 'ENOTFOUND' && settings.TRIBUTARY_KINESIS_ENDPOINT === undefined && !Object.hasOwn(regionNames, account.region)) {
    return blame(new ActivationError('region_invalid', error.message, { vendorCode: error.vendorCode }), 'region', `AWS has no address for the region ${account.region}.`);
  }
  if (error.issues.length > 0) return error;
  const field = fieldToBlame(error, credentialsOf(account));
  return field === null ? error : blame(error, field, error.message);
}

/** The form of a role or of this server's identity has no keys: what AWS says of them concerns whom the role is borrowed from. */
function fieldToBlame({ code, entry: { field } }: ActivationError, credentials: Credentials): string | null {
  if (field?.startsWith('credentials.') !== true) return field;
  if (credentials.method === 'assume_role') return 'credentials.roleArn';
  if (credentials.method === 'ambient') return 'credentials.method';
  return code === 'token_expired' && credentials.sessionToken === undefined ? 'credentials.accessKeyId' : field;
}

/** The form of a destination has no credentials: what is wrong with them is wrong with the account that was chosen. */
export function blameDestination(error: ActivationError, stream: string, region: string): ActivationError {
  if (error.code === 'stream_not_found' && error.issues.length === 0) return blame(error, 'stream', `No stream named "${stream}" in ${region}.`);
  if (error.vendorCode === 'OptInRequired') return blame(error, 'accountId', error.message);
  if (error.code === 'access_denied') return blame(error, 'stream', `${error.message} It is needed to look at the stream "${stream}".`);
  return error.entry.field?.startsWith('credentials.') === true ? blame(error, 'accountId', error.message) : error;
}
