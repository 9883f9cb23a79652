import { zodResolver } from '@hookform/resolvers/zod';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { emailSchema, passwordSchema } from '../../shared/session.ts';
import { problemIn, useApiMutation } from '../api.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import { EntryFrame } from './EntryFrame.tsx';
import { takeFragmentToken } from './fragmentToken.ts';
import { deadLink } from './refusedWords.ts';
import { useEnter } from './useEnter.ts';

const schema = z
  .object({ email: emailSchema, password: passwordSchema, again: z.string() })
  .refine((values) => values.password === values.again, { path: ['again'], message: 'The two passwords differ. Type the same one again.' });

function SetUpForm({ token }: { token: string }) {
  const enter = useEnter();
  const setUp = useApiMutation('setUp');
  const form = useForm({ defaultValues: { email: '', password: '', again: '' }, mode: 'onTouched', resolver: zodResolver(schema) });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'email' || path === 'password' ? path : null));
  const onSubmit = useSingleFlight(
    form.handleSubmit(async ({ email, password }) => {
      clear();
      try {
        await enter(await setUp.mutateAsync({ body: { token, email, password } }));
      } catch (thrown) {
        show(thrown);
      }
    }),
  );
  const dead = problem === null ? null : deadLink(problemIn(problem.error));
  if (dead !== null) {
    return (
      <EntryFrame title="Set up Tributary">
        <div role="alert">
          <EmptyState
            title={dead.title}
            text={dead.text}
            action={
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the button that was pressed is gone with the form
              <LinkButton autoFocus href="/sign-in">
                Sign in
              </LinkButton>
            }
          />
        </div>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title="Set up Tributary" text="Create the first administrator. This link works once.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void onSubmit();
        }}
        className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}
      >
        <TextControl control={form.control} name="email" label="E-mail" autoComplete="username" isRequired />
        <TextControl
          control={form.control}
          name="password"
          label="Password"
          kind="secret"
          autoComplete="new-password"
          isRequired
          description="12 to 128 characters of any kind. A few words in a row are easy to remember and hard to guess."
        />
        <TextControl control={form.control} name="again" label="Password again" kind="secret" autoComplete="new-password" isRequired />
        {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
        <BusyButton type="submit" variant="accent" isBusy={setUp.isPending} busyLabel="Creating…">
          Create administrator
        </BusyButton>
      </form>
    </EntryFrame>
  );
}

/** Creates the first administrator by the one-time link of the server's first start. */
export default function SetUpPage() {
  const [token] = useState(takeFragmentToken);
  if (token === null) {
    return (
      <EntryFrame title="Set up Tributary">
        <EmptyState
          title="The link is incomplete"
          text="Open the whole link the server printed when it started. If you have an account already, sign in."
          action={<LinkButton href="/sign-in">Sign in</LinkButton>}
        />
      </EntryFrame>
    );
  }
  return <SetUpForm token={token} />;
}
