import type { z } from 'zod';
import type { Issue } from '../../shared/problem.ts';
import { nestingMaxLevels } from '../../shared/profile.ts';
import { ActivationError } from '../kit/errors.ts';

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.');
const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Plain words for what a schema left without a message of its own. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This is needed.' : `This must be ${kinds[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return `This must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values
        .map((value) => JSON.stringify(value))
        .join(', ')
        .slice(0, 2_000)}.`;
    case 'too_small':
      return issue.origin === 'string'
        ? issue.minimum === 1
          ? 'This cannot be empty.'
          : `This needs at least ${issue.minimum} characters.`
        : issue.origin === 'array'
          ? `At least ${issue.minimum} are needed.`
          : `This is at least ${issue.minimum}.`;
    case 'too_big':
      return issue.origin === 'string'
        ? `This can be at most ${issue.maximum} characters long.`
        : issue.origin === 'array'
          ? `At most ${issue.maximum} are possible.`
          : `This is at most ${issue.maximum}.`;
    case 'invalid_union':
      return 'This has none of the forms that are possible here.';
    default:
      return undefined;
  }
}

/** One issue per thing that is wrong. Of a choice of forms, the form that comes closest speaks. */
function flatten(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: dotted([...path, key.slice(0, 40)]),
      code: 'request_invalid',
      message: 'There is no such field here. Check its spelling, or leave it out.',
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.reduce((best, next) => (next.length < best.length ? next : best));
    return closest.flatMap((inner) => flatten(inner, path));
  }
  return [{ path: dotted(path), code: 'request_invalid', message: issue.message }];
}

export function refuseIssues(issues: readonly Issue[]): ActivationError {
  const first = issues[0];
  const message = issues.length === 1 && first ? first.message : `${issues.length} fields cannot be accepted.`;
  return new ActivationError(first?.code ?? 'request_invalid', message, { issues });
}

/** Reads untrusted input by its schema, or refuses with every issue and its dotted path; `found` are issues that others found, who know more of the fields they name. */
export function validate<T extends z.ZodType>(schema: T, value: unknown, found: readonly Issue[] = []): z.output<T> {
  const parsed = schema.safeParse(value, { error: describe });
  if (parsed.success && found.length === 0) return parsed.data;
  const own = parsed.success ? [] : parsed.error.issues.flatMap((issue) => flatten(issue, []));
  throw refuseIssues([...own.filter(({ path }) => !found.some((other) => other.path === path)), ...found]);
}

/** Query parameters: each at most once, an empty one is none, and an unknown one is refused, because a misspelt filter would answer with everything. */
export function validateQuery<T extends z.ZodObject>(schema: T | undefined, query: Readonly<Record<string, unknown>>): z.output<T> {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  const issues = given.flatMap(([name, value]): Issue[] => {
    const path = name.slice(0, 40);
    if (typeof value !== 'string') return [{ path, code: 'request_invalid', message: 'Send this parameter once.' }];
    if (schema === undefined || !Object.hasOwn(schema.shape, name))
      return [{ path, code: 'request_invalid', message: 'There is no such parameter here. Check its spelling, or leave it out.' }];
    return [];
  });
  if (issues.length > 0) throw refuseIssues(issues);
  return schema === undefined ? ({} as z.output<T>) : validate(schema, Object.fromEntries(given));
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses JSON that is harmless to read and dangerous to work with: deeper than any of our shapes (a recursive reader
 * would run out of stack), and keys that name an object's prototype. Walks without recursion.
 */
export function refuseHostileJson(json: unknown): void {
  const open: { value: object; level: number }[] = typeof json === 'object' && json !== null ? [{ value: json, level: 1 }] : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, level } = next;
    if (level > nestingMaxLevels) throw new ActivationError('request_invalid', `The body is nested more than ${nestingMaxLevels} levels deep.`);
    for (const [key, inner] of Object.entries(value)) {
      if (forbiddenKeys.has(key) && !Array.isArray(value)) {
        throw new ActivationError('request_invalid', `"${key}" cannot be the name of a field.`, {
          issues: [{ path: key, code: 'request_invalid', message: 'Choose another name for this field.' }],
        });
      }
      if (typeof inner === 'object' && inner !== null) open.push({ value: inner, level: level + 1 });
    }
  }
}
