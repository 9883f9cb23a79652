import { accountCheckSchema } from '../../shared/account.ts';
import { pauseSchema } from '../../shared/destination.ts';
import type { CredentialFacts } from '../destinations/definition.ts';
import type { AlertFigures } from '../store/alertStore.ts';
import type { AccountRow, DestinationRow } from '../store/rows.ts';
import type { AccountFacts, DestinationFacts } from './measure.ts';

/** PURE. Rows → what rules look at. `waitsForCapacity`: null where delivery cannot be asked. */
export function destinationFacts(row: DestinationRow, figures: AlertFigures, waitsForCapacity: boolean | null): DestinationFacts {
  const pause = row.pauseJson === null ? null : pauseSchema.parse(JSON.parse(row.pauseJson));
  return {
    subject: 'destination',
    id: row.id,
    name: row.name,
    isOn: row.enabled && row.activationState === 'active',
    pause: pause === null ? null : { since: Date.parse(pause.since), code: pause.code },
    activated: figures.activated,
    failed: figures.failed,
    lagMs: figures.lagMs,
    lastDataAt: Math.max(row.lastDeliveredAt ?? 0, figures.activatedAt ?? 0),
    waitsForCapacity,
  };
}

/** PURE. The same for an account. */
export function accountFacts(row: AccountRow): AccountFacts {
  const facts = JSON.parse(row.factsJson) as CredentialFacts;
  const check = row.lastCheckJson === null ? null : accountCheckSchema.parse(JSON.parse(row.lastCheckJson));
  return {
    subject: 'account',
    id: row.id,
    name: row.name,
    isUsed: row.destinations.length > 0,
    failure: check === null ? undefined : check.ok ? null : (check.code ?? 'defect'),
    keySince: facts.method === 'access_key' && !facts.hasSessionToken ? row.rotatedAt : null,
  };
}
