import type { CheckStage } from '../../shared/account.ts';
import { stageName } from './stageWords.ts';

/** What was tested, as it was when the test began. */
export interface TestedPlace {
  readonly account: string;
  readonly region: string;
  /** Null: the account by itself. */
  readonly stream: string | null;
}

/** A failed stage as plain text for whoever looks after AWS. Holds no secret: the test has none in its answer. */
export function adminText({ stage, message, vendorCode, code, remedy }: CheckStage, { account, region, stream }: TestedPlace, at: number): string {
  const lines: readonly (readonly [string, string | null | undefined])[] = [
    ['Tried', `${stageName(stage)} (${stage})`],
    ['Stream', stream],
    ['Region', region],
    ['Account in Tributary', account],
    ['What happened', message],
    ['AWS code', vendorCode],
    ['Code in Tributary', code],
    ['What to do', remedy],
    ['Time', new Date(at).toISOString()],
  ];
  return ['A connection test in Tributary failed.', ...lines.flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [`${name}: ${value}`]))].join(
    '\n',
  );
}
