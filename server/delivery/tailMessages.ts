/** What those who watch and the workers say to each other where they may be in different processes. */
import { messageMaxBytes } from '../store/announcements.ts';
import type { TailedRecord, Watch } from './tail.ts';

/** What workers hear. */
export const tailTopic = 'tail';

/** To the workers. `watch`: somebody watches, and wants to be told on the topic `replyTo`; said again and again for as long as that is so. */
export type TailCall = { readonly watch: Watch; readonly replyTo: string } | { readonly unwatch: string };

/** From a worker: some of what it saw for a watch. */
export interface TailPart {
  readonly watchId: string;
  /** Another one for each worker, and each time that it begins with the watch. */
  readonly source: string;
  /** All that the source has seen so far: so who misses a part still counts what was in it. */
  readonly total: number;
  readonly records: readonly TailedRecord[];
}

/**
 * PURE. A part as messages, each as long as one may be, together about `budgetBytes` at most: records that do not fit
 * are left out. Of a record that is too long for a message what it holds is left out.
 */
export function messagesOf({ records, ...frame }: TailPart, budgetBytes: number): string[] {
  const head = `${JSON.stringify(frame).slice(0, -1)},"records":[`;
  const frameBytes = Buffer.byteLength(head) + 2;
  const messages: string[] = [];
  let texts: string[] = [];
  let bytes = frameBytes;
  let spent = frameBytes;
  const end = (): void => {
    messages.push(`${head}${texts.join(',')}]}`);
    texts = [];
    bytes = frameBytes;
  };
  for (const record of records) {
    const text = textOf(record, messageMaxBytes - frameBytes);
    const more = Buffer.byteLength(text) + 1;
    if (spent + more > budgetBytes) break;
    if (bytes + more >= messageMaxBytes) end();
    texts.push(text);
    bytes += more;
    spent += more;
  }
  end();
  return messages;
}

function textOf(record: TailedRecord, below: number): string {
  const text = JSON.stringify(record);
  return Buffer.byteLength(text) + 1 < below ? text : JSON.stringify({ ...record, data: null });
}
