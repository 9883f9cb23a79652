/** PURE. Two dotted paths concern each other when they are equal or one lies inside the other. */
export const pathsOverlap = (one: string, other: string): boolean => isInside(one, other) || isInside(other, one);

/** PURE. `inner` is `outer`, or lies inside it. */
export const isInside = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}.`);
