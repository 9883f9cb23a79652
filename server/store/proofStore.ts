import type { DeliveryReason } from '../../shared/delivery.ts';
import type { Page } from '../../shared/page.ts';
import type { DeliveryRow } from './rows.ts';
import type { PageRequest } from './storeCalls.ts';

/** Some deliveries; null: whatever it is. Times of delivery are milliseconds, both ends inclusive. */
export interface DeliveryFilter {
  readonly destinationId: string | null;
  readonly profileId: string | null;
  /** Left out: whatever it is. */
  readonly reason?: DeliveryReason | null;
  readonly runId?: string | null;
  readonly from: number;
  readonly to: number;
}

/** Proof of what was delivered. */
export interface ProofStore {
  /**
   * Newest first. By reason or run a call looks through a bounded number of deliveries: a page may then hold fewer than
   * asked for, or none, and there is more behind its cursor all the same.
   */
  listDeliveries(filter: DeliveryFilter, page: PageRequest): Promise<Page<DeliveryRow>>;
  /** One delivery, by the record, and by the person and the time that it is found by: ids of records have no index, which every delivery would have to pay for. */
  findDelivery(of: { readonly destinationId: string; readonly exportId: string; readonly profileId: string; readonly deliveredAt: number }): Promise<DeliveryRow | null>;
  /** At most `limit` people with any of these identities, in any namespace. It looks through all profiles, beside everything else: seconds for millions. */
  findPeople(values: readonly string[], limit: number): Promise<FoundPerson[]>;
}

/** Somebody with an identity that was looked for, and where it stands. */
export interface FoundPerson {
  readonly profileId: string;
  readonly identities: readonly { readonly namespace: string; readonly value: string }[];
}
