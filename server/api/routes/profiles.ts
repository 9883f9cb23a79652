import { isUtf8 } from 'node:buffer';
import { profileMaxBytes, type IngestResult } from '../../../shared/profile.ts';
import { nextTurn, type Clock } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { Ingest } from '../../profiles/ingest.ts';
import { createIntake, type Intake } from '../../profiles/intake.ts';
import { jsonItems, rootOf } from '../../profiles/jsonItems.ts';
import { createLineSplitter, type RawLine } from '../../profiles/lineSplitter.ts';
import { parseProfile, tooLarge, type ParsedProfile } from '../../profiles/parse.ts';
import type { Handler } from '../context.ts';
import { problemOf } from '../errorHandler.ts';
import { HttpRefusal } from '../httpRefusal.ts';
import { createIdempotency, idempotencyKeyOf, type Answer } from '../idempotency.ts';
import { formatOf, readBody } from '../profileBody.ts';

/** Bytes of JSON documents in memory, of all requests. Lines need no such limit: they are stored while they come in. */
const documentsMaxBytes = 128 * 1024 * 1024;
/** Bytes parsed between two turns of the event loop: some ten milliseconds. Each profile counts for more than its text, since small ones cost mostly their objects. */
const turnBytes = 1024 * 1024;
const profileOverheadBytes = 256;

const notUtf8 = 'The text is not UTF-8. Save it as UTF-8 and send it again.';

/**
 * `POST /api/profiles`. Lines are stored while the body comes in; a JSON document is stored once all of it was read
 * and is known to be JSON. Either way the answer leaves only after everything accepted is durable.
 */
export function ingestRoute(dependencies: {
  ingest: Ingest;
  store: Parameters<typeof createIdempotency>[0]['store'];
  clock: Clock;
  onRefused: () => void;
}): Handler<'ingestProfiles'> {
  const { ingest, clock, onRefused } = dependencies;
  const idempotency = createIdempotency(dependencies);
  let documentBytes = 0;

  async function takeLines(body: AsyncIterable<Buffer>, intake: Intake): Promise<void> {
    const splitter = createLineSplitter(profileMaxBytes);
    const pace = createPace();
    let first = true;
    const take = async (lines: RawLine[]): Promise<void> => {
      for (const line of lines) {
        const parsed = parseLine(first ? withoutByteOrderMark(line) : line, clock.now());
        first = false;
        if (parsed !== null) await intake.add(parsed, line.size);
        await pace(line.size);
      }
    };
    for await (const chunk of body) await take(splitter.push(chunk));
    await take(splitter.end());
  }

  async function takeDocument(body: AsyncIterable<Buffer>, intake: Intake): Promise<void> {
    const chunks: Buffer[] = [];
    let held = 0;
    try {
      for await (const chunk of body) {
        chunks.push(chunk);
        held += chunk.length;
        documentBytes += chunk.length;
        if (documentBytes > documentsMaxBytes)
          throw new ActivationError('too_many_requests', 'Too many large documents are being read right now. Send this one again in a moment.', { retryAfterSeconds: 1 });
      }
      const bytes = contentOf(Buffer.concat(chunks));
      chunks.length = 0;
      // Twice: nothing of a document that turns out to be broken may be stored, and keeping every parsed profile would cost several times its size.
      await eachItem(bytes, (parsed, start, text) => {
        if (!parsed.ok && parsed.syntax !== undefined) throw notJson(bytes, start + Buffer.byteLength(text.slice(0, parsed.syntax.offset)), parsed.syntax.message);
      });
      if (rootOf(bytes) === 'other') throw new HttpRefusal(400, 'request_invalid', 'The body is neither a JSON object nor a list of them.');
      await eachItem(bytes, (parsed, _start, _text, size) => intake.add(parsed, size));
    } finally {
      documentBytes -= held;
    }
  }

  /** Parses the items one after the other; a profile that is too large is not even made text. */
  async function eachItem(bytes: Buffer, take: (parsed: ParsedProfile, start: number, text: string, size: number) => Promise<void> | void): Promise<void> {
    const pace = createPace();
    for (const part of jsonItems(bytes)) {
      if (part.kind === 'problem')
        throw notJson(bytes, part.offset, part.offset === bytes.length ? 'it ends too early' : `${JSON.stringify(String.fromCharCode(bytes[part.offset] as number))} does not fit`);
      if (part.kind === 'item') {
        const size = part.end - part.start;
        const text = size > profileMaxBytes ? '' : bytes.toString('utf8', part.start, part.end);
        await take(parseProfile(text, size, clock.now()), part.start, text, size);
        await pace(size);
      } else await nextTurn();
    }
  }

  return async ({ request, response, caller }) => {
    const format = formatOf(request);
    const key = idempotencyKeyOf(request);
    const requestId = String(response.locals['requestId']);
    const work = async (body: AsyncIterable<Buffer>): Promise<Answer> => {
      const intake = createIntake(ingest, onRefused);
      await (format === 'lines' ? takeLines(body, intake) : takeDocument(body, intake));
      return answerOf(await intake.finish(), requestId);
    };
    const body = readBody(request);
    const answer = key === null ? await work(body) : await idempotency.once(`${caller.owner}\n${key}`, body, work);
    response
      .status(answer.status)
      .set('Content-Type', answer.status === 422 ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8')
      .send(answer.bodyJson);
  };
}

/** Counts the bytes of profiles, and lets others have their turn after every `turnBytes`. */
function createPace(): (bytes: number) => Promise<void> | void {
  let sinceTurn = 0;
  return (bytes) => {
    sinceTurn += bytes + profileOverheadBytes;
    if (sinceTurn <= turnBytes) return;
    sinceTurn = 0;
    return nextTurn();
  };
}

/** Null for a blank line. */
function parseLine(line: RawLine, now: number): ParsedProfile | null {
  if (line.content === null) return { ok: false, issues: [tooLarge(line.size)] };
  if (!isUtf8(line.content)) return { ok: false, issues: [{ code: 'profile_invalid', path: '', message: notUtf8 }], syntax: { offset: 0, message: 'it is not UTF-8' } };
  const text = line.content.toString('utf8');
  return text.trim() === '' ? null : parseProfile(text, line.size, now);
}

function withoutByteOrderMark(line: RawLine): RawLine {
  const { content } = line;
  return content !== null && startsWithByteOrderMark(content) ? { ...line, size: line.size - 3, content: content.subarray(3) } : line;
}

/** The document without its byte order mark. Throws 400 unless it is UTF-8. */
function contentOf(bytes: Buffer): Buffer {
  if (!isUtf8(bytes)) throw new HttpRefusal(400, 'request_invalid', notUtf8);
  return startsWithByteOrderMark(bytes) ? bytes.subarray(3) : bytes;
}

function startsWithByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function notJson(bytes: Buffer, offset: number, message: string): HttpRefusal {
  const before = bytes.toString('utf8', 0, offset).split('\n');
  return new HttpRefusal(400, 'request_invalid', `The body is not JSON: ${message} at line ${before.length}, column ${(before.at(-1) as string).length + 1}. Nothing was stored.`);
}

/** 200 all accepted, 207 some, 422 none; throws 400 when there was nothing to accept or refuse. */
function answerOf({ result, total, malformed }: { result: IngestResult; total: number; malformed: number }, requestId: string): Answer {
  if (total === 0) throw new HttpRefusal(400, 'request_invalid', 'There is no profile in the body. Send at least one.');
  const issues = result.rejected.map(({ index, code, path, message }) => ({ path: path === '' ? String(index) : `${index}.${path}`, code, message }));
  if (malformed === total) throw new HttpRefusal(400, 'request_invalid', 'Nothing in the body is JSON. Send one JSON object a line.', { issues });
  if (result.accepted > 0) return { status: result.rejectedCount === 0 ? 200 : 207, bodyJson: JSON.stringify(result) };
  const refusal = new HttpRefusal(
    422,
    result.rejected[0]?.code ?? 'profile_invalid',
    total === 1 ? 'The profile was not accepted.' : `None of the ${total} profiles was accepted.`,
    { issues },
  );
  return { status: refusal.status, bodyJson: JSON.stringify({ ...problemOf(refusal, requestId), ...result }) };
}
