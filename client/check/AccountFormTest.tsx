import { useState } from 'react';
import { useWatch, type FieldPath, type UseFormReturn } from 'react-hook-form';
import type { AccountInput } from '../../shared/account.ts';
import { call } from '../api.ts';
import { Panel } from '../ui/Panel.tsx';
import { pathOfField, type AccountMethod, type NewAccountValues } from '../wizard/authenticationForm.ts';
import { CheckPanel } from './CheckPanel.tsx';
import { useConnectionTest } from './useConnectionTest.ts';

export interface AccountFormTestProps {
  readonly form: UseFormReturn<NewAccountValues>;
  readonly method: AccountMethod;
  /** The request as it would be sent now. */
  readonly bodyOf: (values: NewAccountValues) => AccountInput;
  /** What was said of an earlier try is old. */
  readonly onStart: () => void;
  /** What the test itself was refused with: it stands at the fields. */
  readonly onRefused: (error: unknown) => void;
}

/** Tests a sign-in that is not stored yet, as the form has it now. The name matters to nobody but us, so a change of it makes no result old. */
export function AccountFormTest({ form, method, bodyOf, onStart, onRefused }: AccountFormTestProps) {
  const paths = method.fields.map(({ name }) => pathOfField(name) as FieldPath<NewAccountValues>);
  const current = useWatch({ control: form.control, name: paths }) as readonly string[];
  const [tested, setTested] = useState<readonly string[]>([]);
  const test = useConnectionTest(async () => {
    onStart();
    if (!(await form.trigger(paths, { shouldFocus: true }))) return null;
    const values = form.getValues();
    setTested(form.getValues(paths) as string[]);
    const body = bodyOf({ ...values, name: values.name.trim() === '' ? method.label : values.name });
    return { result: await call('testAccount', { body }), place: { account: body.name, region: body.region.trim(), stream: null } };
  }, onRefused);
  const changed = method.fields.filter((_, index) => tested[index] !== current[index]).map(({ label }) => label);
  return (
    <Panel heading="Connection test">
      <CheckPanel
        test={test}
        purpose="signIn"
        changed={test.ended === null ? [] : changed}
        fieldAction={(path) => {
          const field = method.fields.find(({ name }) => pathOfField(name) === path);
          return field === undefined ? null : { label: `Change: ${field.label}`, onPress: () => form.setFocus(path as FieldPath<NewAccountValues>) };
        }}
      />
    </Panel>
  );
}
