import type { PartitionKeyRule } from '../../shared/activation.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Random } from '../kit/backoff.ts';
import { valueAt } from './payload.ts';

/** Characters a partition key may have: PutRecords takes 1 to 256 Unicode characters. */
const maxLength = 256;

/** `fellBack`: the rule asked for an identity the profile does not have, so the profile id was taken. `missing`: there is no single value; `length`: it is empty or too long. */
export type PartitionKeyResult =
  | { readonly ok: true; readonly key: string; readonly fellBack: boolean }
  | { readonly ok: false; readonly code: 'partition_key_invalid'; readonly reason: 'missing' | 'length'; readonly message: string };

/** PURE but for `random`, which only the rule `random` calls. */
export function partitionKeyOf(rule: PartitionKeyRule, profile: Profile, random: Random): PartitionKeyResult {
  switch (rule.kind) {
    case 'profile_id':
      return { ok: true, key: profile.profileId, fellBack: false };
    case 'random':
      return { ok: true, key: random().toString(36).slice(2).padEnd(1, '0'), fellBack: false };
    case 'identity': {
      const identity = profile.identityMap[rule.namespace]?.[0];
      if (identity === undefined) return { ok: true, key: profile.profileId, fellBack: true };
      return checked(identity.id, `The identity in "${rule.namespace}"`);
    }
    case 'attribute': {
      const value = valueAt(profile.attributes, rule.source.split('.'));
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return checked(String(value), `"${rule.source}"`);
      return {
        ok: false,
        code: 'partition_key_invalid',
        reason: 'missing',
        message:
          value === undefined ? `"${rule.source}" is the partition key and this profile has no value for it.` : `"${rule.source}" is the partition key and holds no single value.`,
      };
    }
  }
}

function checked(key: string, what: string): PartitionKeyResult {
  const length = key.length <= maxLength ? key.length : [...key].length;
  if (length >= 1 && length <= maxLength) return { ok: true, key, fellBack: false };
  return { ok: false, code: 'partition_key_invalid', reason: 'length', message: `${what} has ${length} characters; a partition key has 1 to ${maxLength}.` };
}
