import { set, type FieldErrors, type Resolver } from 'react-hook-form';
import { activationIssues, type ActivationValues } from './activationForm.ts';

/** Checks the form by the API's own schema and puts each message at its field. */
export const activationResolver: Resolver<ActivationValues> = (values) => {
  const issues = activationIssues(values);
  if (issues.size === 0) return { values, errors: {} };
  const errors: FieldErrors<ActivationValues> = {};
  for (const [field, message] of issues) set(errors, field, { type: 'check', message });
  return { values: {}, errors };
};
