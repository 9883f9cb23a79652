import { zodResolver } from '@hookform/resolvers/zod';
import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { findPersonRequestSchema, type FoundPeople } from '../../shared/findPerson.ts';
import { useApiMutation } from '../api.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';

/** Finds somebody by an identity. One person is taken at once; among several one chooses. What is typed is not kept, neither here nor in the address. */
export function FindPersonDialog({ onFound, onClose }: { onFound: (profileId: string) => void; onClose: () => void }) {
  const form = useForm({ defaultValues: { identity: '', namespace: '' }, resolver: zodResolver(findPersonRequestSchema) });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'identity' || path === 'namespace' ? path : null));
  const search = useApiMutation('findPerson');
  const [found, setFound] = useState<FoundPeople | null>(null);
  const submit = form.handleSubmit(async (body) => {
    clear();
    setFound(null);
    try {
      const people = await search.mutateAsync({ body });
      const [only] = people.items;
      if (only !== undefined && people.items.length === 1 && !people.isMore) onFound(only.profileId);
      else setFound(people);
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog title="Find a person" action="Find" isPending={search.isPending} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <TextControl
        control={form.control}
        name="identity"
        label="Identity"
        isRequired
        description="Exactly as it was sent to Tributary, for example an e-mail address, its hash, or a customer number. Addresses and phone numbers are also found where only their SHA-256 is stored."
      />
      <TextControl control={form.control} name="namespace" label="Namespace" description="Leave it empty to look in all of them." />
      <div role="status" className={style({ font: 'ui', overflowWrap: 'anywhere' })}>
        {search.isPending ? 'Looking through everybody. With millions of people this takes some seconds.' : found !== null && <People found={found} onFound={onFound} />}
      </div>
    </FormDialog>
  );
}

function People({ found: { items, isMore }, onFound }: { found: FoundPeople; onFound: (profileId: string) => void }) {
  if (items.length === 0) return 'Nobody has this identity. Check the spelling: upper and lower case count.';
  return (
    <>
      {isMore ? `The first ${items.length} people with this identity:` : `${items.length} people have this identity:`}
      <ul className={style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 8, marginTop: 8 })}>
        {items.map(({ profileId, identities }) => (
          <li key={profileId} className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 8 })}>
            <span>
              <bdi>{profileId}</bdi> <span className={style({ color: 'neutral-subdued' })}>in {identities.map(({ namespace }) => namespace).join(', ')}</span>
            </span>
            <ActionButton size="S" aria-label={`Show deliveries of ${profileId}`} onPress={() => onFound(profileId)}>
              Show deliveries
            </ActionButton>
          </li>
        ))}
      </ul>
    </>
  );
}
