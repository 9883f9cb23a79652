import { describe, expect, test } from 'vitest';
import type { Problem } from '../../shared/problem.ts';
import { isDetailAtField, splitProblem } from '../../client/ui/formProblem.ts';
import { wrongFields } from '../../client/ui/wrongFields.ts';

const problem = (over: Partial<Problem>): Problem => ({
  type: 'about:blank',
  title: 'Title',
  status: 422,
  code: 'request_invalid',
  detail: 'Detail',
  remedy: 'Remedy',
  issues: [],
  ...over,
});
const known = (path: string): string | null => (['name', 'stream', 'credentials.secretAccessKey'].includes(path) ? path : null);

describe('sharing a problem out to a form', () => {
  test('every issue stands at its field or in the notice, none is lost', () => {
    const issues = [
      { path: 'name', code: 'name_taken', message: 'Taken.' },
      { path: 'tags.0', code: 'request_invalid', message: 'Empty tag.' },
      { path: '', code: 'request_invalid', message: 'The whole.' },
    ] as const;
    const split = splitProblem(problem({ issues: [...issues] }), known);
    expect(split.fields).toEqual([{ path: 'name', message: 'Taken.' }]);
    expect(split.rest.map((issue) => issue.message)).toEqual(['Empty tag.', 'The whole.']);
    expect(split.isSaidByFields).toBe(false);
  });

  test('the first message of a field wins', () => {
    const split = splitProblem(
      problem({
        issues: [
          { path: 'name', code: 'request_invalid', message: 'First.' },
          { path: 'name', code: 'request_invalid', message: 'Second.' },
        ],
      }),
      known,
    );
    expect(split.fields).toEqual([{ path: 'name', message: 'First.' }]);
  });

  test('a problem without issues blames the field its code points at, and keeps its remedy for the notice', () => {
    const split = splitProblem(problem({ code: 'secret_invalid', detail: 'AWS refused.' }), known);
    expect(split.fields).toEqual([{ path: 'credentials.secretAccessKey', message: 'AWS refused.' }]);
    expect(split.isSaidByFields).toBe(false);
  });

  test('fields alone suffice only where nothing but fields was wrong', () => {
    expect(splitProblem(problem({ issues: [{ path: 'name', code: 'request_invalid', message: 'Needed.' }] }), known).isSaidByFields).toBe(true);
    expect(splitProblem(problem({}), known).isSaidByFields).toBe(false);
  });
});

test('a detail that stands at a field is not said twice, and one that stands nowhere is said', () => {
  const at = (path: string) => ({ path, code: 'role_unprotected', message: 'Detail' }) as const;
  const said = (over: Partial<Problem>): boolean => isDetailAtField(problem(over), splitProblem(problem(over), known).rest);
  expect(said({ code: 'role_unprotected', issues: [at('stream')] })).toBe(true);
  expect(said({ code: 'role_unprotected', issues: [at('elsewhere')] })).toBe(false);
  expect(said({ code: 'secret_invalid' })).toBe(true);
  expect(said({ code: 'credentials_invalid' })).toBe(false);
  expect(said({ code: 'defect' })).toBe(false);
  expect(said({ issues: [{ path: 'name', code: 'request_invalid', message: 'Another.' }] })).toBe(false);
});

test('the fields with a message are found wherever they lie in a form', () => {
  const error = { type: 'check', message: 'No.', ref: { name: 'x' } };
  expect(wrongFields({})).toEqual([]);
  expect(wrongFields({ segments: error, attributes: [undefined, { source: error, target: error }], partitionKey: { kind: error } })).toEqual([
    'segments',
    'attributes.1.source',
    'attributes.1.target',
    'partitionKey.kind',
  ]);
});
