import { alertKinds } from '../../shared/alert.ts';
import { levelWords } from '../../shared/alertWords.ts';
import { auditActions } from '../../shared/audit.ts';
import { errorCodes } from '../../shared/errorCodes.ts';
import { useCases, useCaseTexts } from '../../shared/useCases.ts';
import { channelLabels } from '../alerts/channelWords.ts';
import { stateWords } from '../imports/importWords.ts';
import { runKindTexts, runStateTexts } from '../destinations/runWords.ts';
import { originTexts } from '../segments/originTexts.ts';
import { actionText, resultTexts } from './auditWords.ts';

type Texts = Readonly<Record<string, string>>;

const labelsOf = (table: Readonly<Record<string, { readonly label: string }>>): Texts => Object.fromEntries(Object.entries(table).map(([name, { label }]) => [name, label]));
const errorTitles: Texts = Object.fromEntries(Object.entries(errorCodes).map(([code, { title }]) => [code, title]));

/** Words for the codes that stand under a key. Several things have a `kind` and a `state`; none calls two things by one code. */
const texts: Readonly<Record<string, Texts>> = {
  kind: { ...runKindTexts, ...channelLabels, ...labelsOf(alertKinds) },
  state: { ...labelsOf(stateWords), ...runStateTexts, active: 'Active' },
  origin: originTexts,
  format: { csv: 'CSV', tsv: 'TSV', json: 'JSON', ndjson: 'NDJSON', parquet: 'Parquet' },
  level: levelWords,
  leastLevel: levelWords,
  useCases: Object.fromEntries(useCases.map((useCase) => [useCase, useCaseTexts[useCase].label])),
  code: errorTitles,
  failed: errorTitles,
  pausedBecause: errorTitles,
  action: Object.fromEntries(auditActions.map((action) => [action, actionText(action)])),
  result: resultTexts,
  what: { activation: 'What is sent', settings: 'Settings' },
  envelope: { none: 'None', cloudevents: 'CloudEvents' },
  recordFormat: { json: 'One record each', kpl_aggregated: 'Packed' },
  mode: { provisioned: 'Provisioned', on_demand: 'On-demand' },
};

/** PURE. What a code that stands under a key is called on the pages; the code itself where they have no word for it. */
export function codeText(key: string, code: string): string {
  // A type is known to the server alone; its name is that of the vendor and the service: "some-queue" → "Some Queue".
  if (key === 'type') return code.replaceAll(/(?:^|-)(\w)/g, (part, letter: string) => `${part.startsWith('-') ? ' ' : ''}${letter.toUpperCase()}`);
  const known = texts[key];
  return known !== undefined && Object.hasOwn(known, code) ? (known[code] as string) : code;
}
