import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import type { SignIn } from '../../shared/session.ts';
import { ApiProblem, problemIn, useApiMutation } from '../api.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import { EntryFrame } from './EntryFrame.tsx';
import { takeFragmentToken } from './fragmentToken.ts';
import { refusedSignIn } from './refusedWords.ts';
import { useEnter } from './useEnter.ts';

interface Values {
  email: string;
  password: string;
  token: string;
}

const needed = (what: string) => ({ validate: (value: string): string | true => value !== '' || `${what} is needed.` });

/** E-mail and password, or a token; a link with `#token=…` signs in at once. */
export default function SignInPage() {
  const [linkToken] = useState(takeFragmentToken);
  const [way, setWay] = useState<'password' | 'token'>('password');
  const enter = useEnter();
  const signIn = useApiMutation('signIn');
  const form = useForm<Values>({
    defaultValues: { email: '', password: '', token: '' },
    mode: 'onTouched',
    resolver: (values) => {
      const rules = way === 'token' ? { token: needed('The token') } : { email: needed('The e-mail address'), password: needed('The password') };
      const errors = Object.fromEntries(
        Object.entries(rules).flatMap(([name, rule]) => {
          const message = rule.validate(values[name as keyof Values].trim());
          return message === true ? [] : [[name, { type: 'check', message }]];
        }),
      );
      return Object.keys(errors).length === 0 ? { values, errors: {} } : { values: {}, errors };
    },
  });
  const submit = async (body: SignIn): Promise<void> => {
    try {
      await enter(await signIn.mutateAsync({ body }));
    } catch {
      // The notice beneath the form says what happened.
      form.resetField('password');
    }
  };
  const usedLink = useRef(false);
  useEffect(() => {
    if (linkToken === null || usedLink.current) return;
    usedLink.current = true;
    void submit({ token: linkToken });
  });
  const onSubmit = useSingleFlight(
    form.handleSubmit((values) => submit(way === 'token' ? { token: values.token.trim() } : { email: values.email.trim(), password: values.password })),
  );

  if (linkToken !== null && !signIn.isError) {
    return (
      <EntryFrame title="Signing in">
        <Loading what="your session" />
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title="Sign in">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void onSubmit();
        }}
        className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}
      >
        {way === 'token' ? (
          <TextControl
            key="token"
            control={form.control}
            name="token"
            label="Token"
            kind="secret"
            isRequired
            description="For automation and first set-up, as your administrator gave it to you."
          />
        ) : (
          <>
            <TextControl key="email" control={form.control} name="email" label="E-mail" autoComplete="username" isRequired />
            <TextControl key="password" control={form.control} name="password" label="Password" kind="secret" autoComplete="current-password" isRequired />
          </>
        )}
        {signIn.isError ? <ProblemNotice error={new ApiProblem(refusedSignIn(problemIn(signIn.error), 'token' in (signIn.variables.body ?? {}) ? 'token' : 'password'))} /> : null}
        <BusyButton type="submit" variant="accent" isBusy={signIn.isPending} busyLabel="Signing in…">
          Sign in
        </BusyButton>
        <ActionButton
          isQuiet
          onPress={() => {
            form.reset();
            signIn.reset();
            setWay(way === 'token' ? 'password' : 'token');
          }}
        >
          {way === 'token' ? 'Sign in with e-mail and password' : 'Sign in with a token'}
        </ActionButton>
      </form>
    </EntryFrame>
  );
}
