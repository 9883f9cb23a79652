import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Account } from '../../shared/account.ts';
import { Facts } from '../ui/Facts.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { formatPlural } from '../ui/format.ts';

/** What may be told of an account; never a secret. */
export function AccountFacts({ account }: { account: Account }) {
  return (
    <div className={style({ padding: 16, borderRadius: 'lg', backgroundColor: 'layer-1' })}>
      <Facts
        facts={[
          ['Name', <bdi key="name">{account.name}</bdi>],
          ['Region', account.region],
          ...(account.credentials.accessKeyId === null ? [] : [['Key', account.credentials.accessKeyId] as const]),
          ...(account.credentials.roleArn === null ? [] : [['Role', account.credentials.roleArn] as const]),
          ...(account.externalId === null ? [] : [['External id', account.externalId] as const]),
          ['Connected', <RelativeTime key="time" at={account.rotatedAt} />],
          ['Used by', account.destinations.length === 0 ? 'No destination yet' : formatPlural(account.destinations.length, 'destination')],
        ]}
      />
    </div>
  );
}
