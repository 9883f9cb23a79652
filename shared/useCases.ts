import { z } from 'zod';

/** What the reader of a stream may do with it: what policies are about. Closed, so that a policy and a destination mean the same by a word. */
export const useCases = ['advertising', 'messaging', 'personalization', 'analytics', 'service', 'sharing'] as const;
export type UseCase = (typeof useCases)[number];

/** Each in a few words, in the middle of a sentence, and in one line. */
export const useCaseTexts: Readonly<Record<UseCase, { readonly label: string; readonly phrase: string; readonly help: string }>> = {
  advertising: { label: 'Advertising', phrase: 'advertising', help: 'People see ads, or do not see them, because of what is sent.' },
  messaging: { label: 'E-mail and messages', phrase: 'e-mail and messages', help: 'People are written to: e-mail, text messages, push.' },
  personalization: { label: 'Personalisation', phrase: 'personalisation', help: 'What people see on your own pages and in your own apps.' },
  analytics: { label: 'Analytics', phrase: 'analytics', help: 'Counts, reports and models; nobody is addressed.' },
  service: { label: 'Customer service', phrase: 'customer service', help: 'Shown to those who help people who ask.' },
  sharing: { label: 'Sharing with partners', phrase: 'sharing with partners', help: 'Another company receives it.' },
};

/** A list of uses, each once. */
export const useCasesSchema = z.array(z.enum(useCases, `A use is one of ${useCases.join(', ')}.`)).refine((list) => new Set(list).size === list.length, 'Each use is named once.');
