import { useState } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import type { Issue } from '../../shared/problem.ts';
import { problemIn } from '../api.ts';
import { splitProblem } from './formProblem.ts';
import { useFormChanges } from './useFormChanges.ts';

export interface FormProblem {
  readonly error: unknown;
  readonly rest: readonly Issue[];
}

/**
 * Shows what a call rejected with at the fields of a form, moves focus to the first of them, and keeps what is left for a `ProblemNotice`.
 * `fieldOf` as for `splitProblem`.
 */
export function useFormProblem<T extends FieldValues>(
  form: UseFormReturn<T>,
  fieldOf: (path: string) => string | null,
): { readonly problem: FormProblem | null; readonly show: (error: unknown) => void; readonly clear: () => void } {
  const [problem, setProblem] = useState<FormProblem | null>(null);
  // What was refused is no longer what stands in the form.
  useFormChanges(form, () => setProblem(null));
  return {
    problem,
    show: (error) => {
      const split = splitProblem(problemIn(error), fieldOf);
      split.fields.forEach(({ path, message }, index) => form.setError(path as FieldPath<T>, { type: 'server', message }, { shouldFocus: index === 0 }));
      setProblem(split.isSaidByFields ? null : { error, rest: split.rest });
    },
    clear: () => setProblem(null),
  };
}
