import type { DraftContent } from '../../shared/draft.ts';

/** Changes to a draft: `undefined` removes. */
export type DraftPatch = { readonly [Key in keyof DraftContent]?: DraftContent[Key] | undefined };

export function patched(content: Partial<DraftContent> & Pick<DraftContent, 'type'>, patch: DraftPatch): DraftContent {
  const kept = Object.entries({ ...content, ...patch }).filter(([, value]) => value !== undefined);
  return { type: content.type, ...Object.fromEntries(kept) };
}
