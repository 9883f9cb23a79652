import { errorCodes } from '../../shared/errorCodes.ts';
import type { Issue, Problem } from '../../shared/problem.ts';

/** What a refused form shows: messages at its fields, and what is left for a notice. */
export interface SplitProblem {
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  /** Issues no field of the form stands for. */
  readonly rest: readonly Issue[];
  /** Whether the fields alone say everything; else title and remedy are worth a notice. */
  readonly isSaidByFields: boolean;
}

/** PURE. Whether a field of the form says the detail already, so that the notice need not. `rest`: what no field shows. */
export function isDetailAtField({ code, detail, issues }: Problem, rest: readonly Issue[]): boolean {
  const isBlamed = issues.length === 0 ? errorCodes[code].field !== null : issues.some(({ message }) => message === detail);
  return isBlamed && !rest.some(({ message }) => message === detail);
}

/**
 * Shares a problem out to a form. `fieldOf` names the field that stands for a path of the request, or null where the
 * form has none. A problem without issues blames the field its code points at, if the form has it. The first message of a field wins.
 */
export function splitProblem(problem: Problem, fieldOf: (path: string) => string | null): SplitProblem {
  const blamed = errorCodes[problem.code].field;
  const issues: Issue[] = problem.issues.length > 0 || blamed === null ? problem.issues : [{ path: blamed, code: problem.code, message: problem.detail }];
  const fields = new Map<string, string>();
  const rest: Issue[] = [];
  for (const issue of issues) {
    const field = issue.path === '' ? null : fieldOf(issue.path);
    if (field === null) rest.push(issue);
    else if (!fields.has(field)) fields.set(field, issue.message);
  }
  return {
    fields: [...fields].map(([path, message]) => ({ path, message })),
    rest,
    isSaidByFields: problem.code === 'request_invalid' && fields.size > 0 && rest.length === 0,
  };
}
