import type { Json, JsonObject } from '../../shared/profile.ts';

/**
 * PURE. JSON Merge Patch (RFC 7396): what `before` becomes, with every part that does not change shared and nothing
 * mutated. The dotted paths of the leaves that were set, replaced or removed are added to `changed` (an object without
 * members counts as a leaf, and so does a list); none are added exactly when the result equals `before`. A path can be
 * added twice. Recursion is as deep as the values, which the caller has limited to `nestingMaxLevels`.
 */
export function mergePatch(before: Json | undefined, patch: Json, path: string, changed: string[]): Json {
  if (!isObject(patch)) {
    if (before !== undefined && sameJson(before, patch)) return before;
    if (isObject(before)) addLeaves(before, path, changed);
    changed.push(path);
    return patch;
  }
  if (before === undefined) return added(patch, path, changed);
  const target = isObject(before) ? before : {};
  let merged = target;
  for (const key of Object.keys(patch)) {
    const value = patch[key] as Json;
    const old = Object.hasOwn(target, key) ? target[key] : undefined;
    const childPath = path === '' ? key : `${path}.${key}`;
    if (value === null && old === undefined) continue;
    const next = value === null ? undefined : mergePatch(old, value, childPath, changed);
    if (next === old) continue;
    if (merged === target) merged = { ...target };
    if (next !== undefined) merged[key] = next;
    else {
      delete merged[key];
      addLeaves(old as Json, childPath, changed);
    }
  }
  // An object in the place of another value is a change even without members.
  if (target !== before) changed.push(path);
  return merged;
}

/** PURE. What a patch makes of nothing: the patch itself, unless something in it is to be removed. */
function added(patch: JsonObject, path: string, changed: string[]): JsonObject {
  const changesBefore = changed.length;
  let kept = patch;
  for (const key of Object.keys(patch)) {
    const value = patch[key] as Json;
    const childPath = path === '' ? key : `${path}.${key}`;
    const next = isObject(value) ? added(value, childPath, changed) : value;
    if (next !== null && !isObject(next)) changed.push(childPath);
    if (next === value && next !== null) continue;
    if (kept === patch) kept = { ...patch };
    if (next === null) delete kept[key];
    else kept[key] = next;
  }
  // It is a change even without members.
  if (changed.length === changesBefore) changed.push(path);
  return kept;
}

/** PURE. Equal as JSON: the order of an object's keys does not count, the order of a list does. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) return Array.isArray(right) && left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  if (Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key as keyof typeof left], right[key as keyof typeof right]));
}

function addLeaves(value: Json, path: string, leaves: string[]): void {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (keys.length === 0) leaves.push(path);
  for (const key of keys) addLeaves((value as JsonObject)[key] as Json, path === '' ? key : `${path}.${key}`, leaves);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
