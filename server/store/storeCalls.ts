/** A page request; `cursor` is the `nextCursor` of the page before, null for the first. A cursor of another list or order is refused with an `ActivationError` that blames `cursor`. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

export type Written<Refusal extends string> = { readonly ok: true; readonly version: number } | { readonly ok: false; readonly reason: Refusal };

/** `isMore`: the call removed as much as one may, and there can be more. */
export interface Removal {
  readonly removed: number;
  readonly isMore: boolean;
}
