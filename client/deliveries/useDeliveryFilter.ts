import { useUrlTime } from '../destinations/useUrlTime.ts';
import { useNow } from '../ui/useNow.ts';
import { useUrlChoice, useUrlText } from '../ui/useUrlText.ts';
import { deliveryQueryOf, type DeliveryChoice, type DeliveryQuery } from './deliveryFilter.ts';

export interface DeliveryFilter {
  readonly query: DeliveryQuery;
  readonly choice: DeliveryChoice;
  readonly profileText: string;
  readonly setProfileText: (text: string) => void;
  readonly set: Readonly<Record<'reason' | 'age' | 'run', (value: string) => void>>;
}

/** The filter of the deliveries, kept in the address. */
export function useDeliveryFilter(): DeliveryFilter {
  const [reason, setReason] = useUrlChoice('reason');
  const [run, setRun] = useUrlChoice('run');
  const [time, setAge] = useUrlTime();
  const profile = useUrlText('profile');
  const now = useNow(60_000);
  const choice = { reason, run, profile: profile.settled, ...time };
  return {
    query: deliveryQueryOf(choice, now),
    choice,
    profileText: profile.text,
    setProfileText: profile.setText,
    set: { reason: setReason, age: setAge, run: setRun },
  };
}
