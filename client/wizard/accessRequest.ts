import type { Account } from '../../shared/account.ts';
import type { RouteBody } from '../../shared/api.ts';

/** A name or an ARN that is whole: what is half typed has no place in a policy yet. */
const wholeStream = /^(?:[A-Za-z0-9_.-]{1,128}|arn:[a-z-]+:[a-z]+:[a-z0-9-]+:[0-9]{12}:stream\/[A-Za-z0-9_.-]{1,128})$/;

/** The question which permissions an account needs for a stream, as far as both are known. `keyId`: what encrypts the stream. */
export function accessRequestOf(account: Account, stream: string, picker: boolean, keyId: string | null): RouteBody<'describeAccess'> {
  const { method, roleArn } = account.credentials;
  const name = stream.trim();
  return {
    region: account.region,
    method,
    picker,
    ...(roleArn === null ? {} : { roleArn }),
    ...(wholeStream.test(name) ? { stream: name } : {}),
    ...(keyId === null ? {} : { keyId }),
  };
}
