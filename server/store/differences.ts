/** JSON objects as an audit entry tells them. */
export type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** PURE. What differs, and nothing that is the same; objects are looked into, lists are compared as a whole. Both sides are of JSON, whose order of keys is no difference. */
export function differences(before: JsonObject, after: JsonObject): { readonly before: JsonObject; readonly after: JsonObject } {
  const was: Record<string, unknown> = {};
  const is: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [left, right] = [before[key], after[key]];
    if (isObject(left) && isObject(right)) {
      const inner = differences(left, right);
      if (Object.keys(inner.before).length > 0) was[key] = inner.before;
      if (Object.keys(inner.after).length > 0) is[key] = inner.after;
    } else if (JSON.stringify(left) !== JSON.stringify(right)) {
      if (left !== undefined) was[key] = left;
      if (right !== undefined) is[key] = right;
    }
  }
  return { before: was, after: is };
}
