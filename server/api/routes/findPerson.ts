import { createCallAllowance } from '../../access/callAllowance.ts';
import { ActivationError } from '../../kit/errors.ts';
import { normalizedHash } from '../../kit/normalizedHash.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';

/** People shown of those who share an identity: usually one. */
const shownPeople = 20;
/** People looked at for them: those whose identity is in another namespace than asked for are left out. */
const lookedForPeople = 200;
/** Each goes through all profiles. */
const searchesPerMinute = 10;
/** One runs at a time, and whoever is further back would wait for longer than anybody does. */
const searchesWaiting = 3;

/** Finding a person by what others call them. */
export function findPersonRoutes({ store, clock }: Pick<ApiDependencies, 'store' | 'clock'>): Pick<Handlers, 'findPerson'> {
  const allowance = createCallAllowance({ store, clock, name: 'searches', perMinute: searchesPerMinute });
  let underWay = 0;
  return {
    async findPerson({ body: { identity, namespace }, caller }) {
      const isBusy = underWay >= searchesWaiting;
      underWay += 1;
      try {
        const wait = isBusy ? 5 : await allowance.take(caller.owner);
        if (wait > 0) throw new ActivationError('too_many_requests', `Too many searches at this moment. Wait ${wait} seconds, then search again.`, { retryAfterSeconds: wait });
        const found = await store.findPeople(isContact(identity) ? [identity, normalizedHash(identity)] : [identity], lookedForPeople);
        const items = found
          .map(({ profileId, identities }) => ({ profileId, identities: identities.filter((one) => namespace === undefined || namespace === '' || one.namespace === namespace) }))
          .filter(({ identities }) => identities.length > 0)
          .map(({ profileId, identities }) => ({ profileId, identities: identities.map((one) => ({ namespace: one.namespace, isHash: one.value !== identity })) }));
        return { items: items.slice(0, shownPeople), isMore: items.length > shownPeople || found.length === lookedForPeople };
      } finally {
        underWay -= 1;
      }
    },
  };
}

/** What is usually stored as a hash only: an e-mail address or a phone number. */
const isContact = (identity: string): boolean => identity.includes('@') || /^\+?[0-9][0-9 ()-]{5,}$/.test(identity);
