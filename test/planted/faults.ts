/**
 * Faults to plant one at a time, each by replacing a piece of the source, and the tests that have to notice.
 * `npm run planted` does it and prints who noticed what; docs/planted-faults.md keeps the result.
 */
export interface PlantedFault {
  readonly what: string;
  readonly file: string;
  /** Must occur in the file; its first occurrence is replaced. */
  readonly from: string;
  readonly to: string;
  readonly tests: readonly string[];
}

const publisher = ['test/publisher/publisher.test.ts'];
const queue = ['test/publisher/sendQueue.test.ts'];
const pace = ['test/publisher/pace.test.ts'];
const sharing = ['test/publisher/fairShare.test.ts', 'test/delivery/paceSharing.test.ts'];
const order = ['test/publisher/keyOrder.test.ts', 'test/publisher/publisher.test.ts'];
const progress = ['test/kit/watermark.test.ts', 'test/delivery/logProgress.test.ts'];
const session = ['test/delivery/delivery.int.test.ts', 'test/delivery/faults.int.test.ts', 'test/delivery/chaos.int.test.ts'];
const replays = ['test/delivery/replay.int.test.ts', 'test/delivery/replayChaos.int.test.ts'];
const consent = ['test/delivery/consent.int.test.ts', 'test/delivery/selection.test.ts'];
const gathering = ['test/delivery/gathering.int.test.ts', 'test/store/sqlite.test.ts'];
const client = ['test/destinations/putRecords.int.test.ts', 'test/destinations/shardMap.test.ts'];
const store = ['test/store'];
const postgres = ['test/store/postgres.int.test.ts'];

const inPublisher = (what: string, from: string, to: string, tests = publisher): PlantedFault => ({ what, file: 'server/publisher/publisher.ts', from, to, tests });
const inOrder = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/publisher/keyOrder.ts', from, to, tests: order });
const inQueue = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/publisher/sendQueue.ts', from, to, tests: [...queue, ...publisher] });
const inPace = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/publisher/pace.ts', from, to, tests: pace });
const inShare = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/publisher/fairShare.ts', from, to, tests: sharing });
const inSharing = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/delivery/paceSharing.ts', from, to, tests: sharing });
const inTrouble = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/publisher/requestTrouble.ts', from, to, tests: publisher });
const inWatermark = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/kit/watermark.ts', from, to, tests: progress });
const inProgress = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/delivery/logProgress.ts', from, to, tests: progress });
const inSession = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/delivery/session.ts', from, to, tests: session });
const inHandOver = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/delivery/handOver.ts', from, to, tests: session });
const inRuns = (what: string, from: string, to: string): PlantedFault => ({
  what,
  file: 'server/delivery/runReader.ts',
  from,
  to,
  tests: ['test/delivery/delivery.int.test.ts', 'test/delivery/chaos.int.test.ts', ...replays],
});
const inLetters = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/store/sqlite/deadLetters.ts', from, to, tests: [...store, ...replays] });
const inLedger = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/delivery/ledger.ts', from, to, tests: session });
const inSettler = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/delivery/settler.ts', from, to, tests: session });
const inApproval = (what: string, file: string, from: string, to: string): PlantedFault => ({ what, file, from, to, tests: ['test/api/proposals.int.test.ts'] });
const inAudit = (what: string, file: string, from: string, to: string): PlantedFault => ({ what, file, from, to, tests: ['test/api/audit.int.test.ts'] });
const inClient = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/destinations/amazon-kinesis/client.ts', from, to, tests: client });
const inStore = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/store/sqlite/delivery.ts', from, to, tests: [...store, ...session] });

const inFeed = (what: string, from: string, to: string): PlantedFault => ({ what, file: 'server/delivery/changeFeed.ts', from, to, tests: ['test/delivery/changeFeed.test.ts'] });

export const plantedFaults: readonly PlantedFault[] = [
  {
    what: 'a part of a file is stored before the part in front of it',
    file: 'server/imports/applyRows.ts',
    from: 'if (progress.done !== chunk.from) throw new OutOfTurn();',
    to: '',
    tests: ['test/imports/applyRows.test.ts'],
  },
  {
    what: 'a shared file is taken for what came in although it is another one',
    file: 'server/imports/sharedFiles.ts',
    from: "if (hash.digest('hex') !== sha256) throw notAsItCame();",
    to: '',
    tests: ['test/imports/sharedFiles.test.ts'],
  },
  {
    what: 'a shared report is not cut where the checkpoint stands',
    file: 'server/imports/sharedFiles.ts',
    from: 'parts.cutReport(id, bytes, runner)',
    to: 'parts.cutReport(id, Number.MAX_SAFE_INTEGER, runner)',
    tests: ['test/imports/sharedFiles.test.ts'],
  },
  {
    what: 'a process that lost an import goes on with its report',
    file: 'server/store/postgres/importParts.ts',
    from: 'AND coalesce(runner = ${runner}, true)',
    to: 'AND ${runner}::text IS NOT NULL',
    tests: ['test/store/importParts.int.test.ts'],
  },
  {
    what: 'the pieces of an upload that is under way are swept',
    file: 'server/store/postgres/importParts.ts',
    from: 'THEN max(p.stored_at)',
    to: 'THEN min(p.stored_at)',
    tests: ['test/store/importParts.int.test.ts'],
  },
  {
    what: 'what was read ahead is taken for true although what comes before it conflicted',
    file: 'server/profiles/ingest.ts',
    from: 'for (const ahead of aheads) ahead.spoil();\n        continue;',
    to: 'continue;',
    tests: ['test/profiles/readAhead.test.ts'],
  },
  {
    what: 'what is being stored is not told to who is read ahead',
    file: 'server/profiles/ingest.ts',
    from: 'if (underWay !== null) tellAhead(ahead, underWay);',
    to: '',
    tests: ['test/profiles/readAhead.test.ts'],
  },
  {
    what: 'what was read ahead is taken for true although part of what comes before it conflicted',
    file: 'server/profiles/ingest.ts',
    from: 'if (conflicts.size > 0) for (const ahead of aheads) ahead.spoil();',
    to: '',
    tests: ['test/profiles/readAhead.test.ts'],
  },
  {
    what: 'lines that were taken early are stored although those before them failed',
    file: 'server/profiles/ingest.ts',
    from: 'const batch = taken.filter(hasNotFailed);',
    to: 'const batch = taken;',
    tests: ['test/profiles/readAhead.test.ts'],
  },
  inPublisher('order is kept under the partition key only', '[record.partitionKey, orderKey]', '[record.partitionKey]', ['test/delivery/chaos.int.test.ts', ...publisher]),
  inPublisher(
    'a record of a failed request is forgotten',
    'for (const entry of batch) this.#queue.pushAgain(entry);\n    if (this.#trouble',
    'for (const entry of batch.slice(1)) this.#queue.pushAgain(entry);\n    if (this.#trouble',
  ),
  inPublisher(
    'a failed request counts as delivered',
    'if (answer instanceof ActivationError) this.#requestFailed(batch, answer);',
    "if (answer instanceof ActivationError) for (const entry of batch) this.#fail(entry, 'defect', '');",
  ),
  inPublisher('a throttled record becomes a dead letter', "else this.#retryLater(entry, rule === 'slow_down');", 'else this.#fail(entry, result.code, result.message);'),
  inPublisher('a throttled record is forgotten', 'if (throttled) {\n      this.#queue.pushAgain(entry);', 'if (throttled) {'),
  inPublisher('a refused record is never given up', 'clock.monotonic() - (entry.firstRefusedAt as number) > retryHorizonMs', 'false'),
  inPublisher('requests go on after a refusal of the destination', "if (mode === 'halted') this.#halt.abort();", "if (mode === 'halted') this.#mode = 'running';"),
  inPublisher(
    'the destination is reported as refusing twice',
    "if (this.#mode === 'halted') return;\n    this.#setMode('halted');\n    this.#options.onHalt",
    "this.#setMode('halted');\n    this.#options.onHalt",
  ),
  inPublisher('a record that fits nothing is sent', 'if (size > largest) {', 'if (size > largest && isBulk) {'),
  inPublisher('a probe sends a full request', 'const most = this.#probing ? 1 : limits', 'const most = limits'),
  inPublisher('a probe is over before anything was delivered', 'if (delivered && this.#probing)', 'if (this.#probing)'),
  inPublisher('a culprit takes its half with it', 'if (batch.length === 1) {', 'if (batch.length <= 2) {'),
  inPublisher('one half of an isolated request is lost', 'this.#isolated.push(batch.slice(0, middle), batch.slice(middle));', 'this.#isolated.push(batch.slice(0, middle));'),
  inPublisher('unsettled counts drift', 'this.#unsettledBytes -= entry.size;', ''),
  inPublisher('requests under way are not waited for', 'await this.#requests.finish(this.#options.clock, deadlineMs);', ''),
  inPublisher('after trouble everything starts at once', 'this.#probing || this.#trouble.isPresent ? 1 : maxRequests', 'this.#probing ? 1 : maxRequests'),
  inPublisher('the end of trouble is not noticed', 'this.#trouble.clear();', ''),
  {
    what: 'an answer with another number of results is believed',
    file: 'server/publisher/sendRequest.ts',
    from: 'if (results.length === records.length) return results;',
    to: 'return results;',
    tests: publisher,
  },
  inOrder('the second of a key does not wait', 'item.blockers += 1;', ''),
  inOrder('a settled item leaves its line blocked', 'if (next.blockers === 0) this.#onReady(next);', 'if (next.blockers < 0) this.#onReady(next);'),
  inOrder('who waits under two keys goes when the first is free', 'if (next.blockers === 0)', 'if (next.blockers >= 0)'),
  inOrder('a line is forgotten while somebody is in it', 'if (line.length === 1) {', 'if (line.length <= 2) {'),
  inQueue('a request holds one record too many', 'batch.length === limits.maxRecordsPerRequest', 'batch.length > limits.maxRecordsPerRequest'),
  inQueue('a request may be larger than allowed', 'bytes + next.size > limits.maxBytesPerRequest', 'bytes > limits.maxBytesPerRequest'),
  inQueue('what waits is lost when shards change', 'item = urgent.take()) this.push(item);', 'item = urgent.take()) continue;'),
  inQueue(
    'what was refused goes last',
    'if (again.length > 0) return again;\n  if (urgent.length > 0) return urgent;',
    'if (urgent.length > 0) return urgent;\n  if (again.length > 0) return again;',
  ),
  inQueue(
    'a backfill goes before live changes',
    'if (urgent.length > 0) return urgent;\n  return bulk.length > 0 ? bulk : null;',
    'if (bulk.length > 0) return bulk;\n  return urgent.length > 0 ? urgent : null;',
  ),
  inQueue('a full shard ends the request for all others', 'if (line === null || next === undefined) break;', 'if (line === null || next === undefined) return batch;'),
  inQueue('a key is taken for the shard before its own', '(starts[middle] as number) <= position', '(starts[middle] as number) < position - 0.1'),
  inPace('records are not counted', 'this.#records -= 1;', ''),
  inPace('bytes are not counted', 'this.#bytes -= bytes;', ''),
  inPace('what is refused changes nothing', 'const kept = refused < muchRefused', 'const kept = true || refused < muchRefused'),
  inPace('a share once lost never comes back', '+ reach + calmReachPerSecond * calm', ''),
  inPace('a rest is saved up without end', 'return Math.min(most, left + seconds * perSecond);', 'return left + seconds * perSecond;'),
  inPace('what a busy process could not send in time is lost', 'const wasSpent = this.isSpent;', 'const wasSpent = false;'),
  inPace('where everything is refused everything is tried', 'refused === 1 ? 0 :', 'refused === 2 ? 0 :'),
  inShare('several that begin at once take all of it each', 'Math.min(fair, part, Math.max(', 'Math.min(fair, Math.max('),
  inShare('what others do not need stays unused', 'if (other.need >= ', 'if (true || other.need >= '),
  inShare('what others need is taken from them', 'rest -= other.need;', ''),
  inShare('who begins where all is in use never gets in', ', foot * part)', ')'),
  inSharing('a destination forgets its pace with each session', 'if (former?.stream === stream) return former.paces;', ''),
  inSharing('other destinations of the same worker are forgotten', '[...beside, ...this.#others]', '[...this.#others]'),
  inSharing('it takes more before the others have spoken', '[own.usedBefore, own.uses].every', '[own.uses].every'),
  inSharing('what its own kind crowded is laid to strangers', '?.part ?? 0) > crowded', '?.part ?? 0) > 100 * crowded'),
  inTrouble('a refusal that may pass is believed at once', 'patience === undefined || isProbe ||', 'patience !== undefined || isProbe ||'),
  inTrouble('a refusal that may pass is never believed', '(this.#refused >= patience.times &&', '(this.#refused >= Infinity &&'),
  inTrouble('an outage is never shown', 'return failingMs >= outagePauseMs;', 'return false;'),
  inWatermark('the watermark passes an open change', 'for (const first of this.#unsettled) return first - 1;', 'for (const first of this.#unsettled) return first;'),
  inWatermark('what was settled ahead is forgotten', 'if (from !== undefined && from < unsettled) ranges.push([from, unsettled - 1]);', ''),
  inWatermark('a restart takes an open change for settled', 'if (sequence <= range[1]) return false;', 'if (sequence <= range[1] + 1) return false;'),
  inWatermark('what an earlier reader settled is done again', 'if (sequence <= range[1]) return false;', ''),
  inWatermark('something settles twice', 'if (!this.#unsettled.delete(sequence)) throw', 'if (!this.#unsettled.delete(sequence) && sequence < 0) throw'),
  inProgress(
    'a lane that is behind is handed out by both readers',
    'if (lane.isBehind || sequence <= lane.watermark.position) return false;',
    'if (sequence <= lane.watermark.position) return false;',
  ),
  inProgress('a lane that is full moves on and skips changes', 'if (lane.watermark.unsettled >= most) continue;', ''),
  inProgress('a lane that is behind is stored as if it were not', 'if (!lane.isBehind) lane.watermark.pass(this.#position);', 'lane.watermark.pass(this.#position);'),
  inProgress('a lane that is behind has no bound', 'sequence > watermark.position && watermark.unsettled < most && watermark', 'sequence > watermark.position && watermark'),
  inProgress('a backfill overtakes a lane that is behind', 'lane.isBehind ? lane.watermark.position : this.#position', 'this.#position'),
  inProgress('the stored position goes back', 'Math.max(this.#before, this.#position)', 'this.#position'),
  inProgress('a lane that caught up never rejoins', 'if (lane.watermark.position >= this.#position) this.#setBehind(lane, false);', ''),
  inHandOver('an excluded person is not counted', 'ledger.excluded(about.run, code, now);', ''),
  inSession(
    'a change is not kept open while it is under way',
    'this.#progress.open(change);',
    'this.#progress.open(change);\n    this.#progress.settle(change);\n    this.#progress.settle = () => undefined;',
  ),
  inRuns('a backfill overtakes a live change', 'if (this.#isAhead(row)) return this.#isSoon(row);', ''),
  inRuns('a replay overtakes a live change', 'if (letter.profile !== null && this.#isAhead(letter.profile)) return this.#isSoon(letter.profile);', ''),
  inRuns('a replay begins before the one before it is stored', '|| this.#letterRuns[0]?.runId !== run.runId', ''),
  inRuns('a letter that a crash repeats gets another id', '`${runId} ${letter.id}`', '`${clock.now()} ${letter.id}`'),
  inRuns('a replayed letter stays open', 'ledger.ended({', 'void ({'),
  inRuns('people who concern nobody are sent', '|| mapped.length === 0', ''),
  inLedger('a delivery is counted and has no row', 'this.#deliveries.push({', 'void ({'),
  inLedger(
    'a failure is counted twice',
    "for (const sums of this.#sums(handed.run, at)) sums.refused('failed', failure.code);",
    "for (const sums of this.#sums(handed.run, at)) for (let twice = 0; twice < 2; twice += 1) sums.refused('failed', failure.code);",
  ),
  inLedger('a minute misses what its run has', 'return [ofRun.sums, ofMinute.sums];', 'return [ofRun.sums, new RunningSums()];'),
  inLedger('throttles are not told from retries', "sums[throttled ? 'throttled' : 'retried'] += 1;", 'sums.retried += 1;'),
  inSettler('outcomes under way at the end are not stored', 'while (this.#hasNews(true)) await this.#store(true);', ''),
  inSettler('outcomes that could not be stored are dropped', 'await clock.sleep(backoffMs(storeBackoff, attempt, random));', 'break;'),
  inSettler(
    'a settlement is stored twice',
    "if ((await store.settle(settlement)) === 'settled') break;",
    "await store.settle(settlement);\n        if ((await store.settle(settlement)) === 'settled') break;",
  ),
  inSettler('a worker that was replaced goes on storing', 'this.#abandoned = true;\n        this.#on.onFenced();', 'break;'),
  inLetters('a letter ends twice', "WHERE id = ?5 AND state = 'open'", 'WHERE id = ?5'),
  inLetters('a discard takes letters that came after it', 'l.key <= ?8 ORDER BY l.key LIMIT ?9', 'l.key <> ?8 ORDER BY l.key LIMIT ?9'),
  inLetters('a discard goes on while it is paused', "run.state === 'paused' ||", ''),
  inStore('a late worker may store', "destinationId, epoch) === 0) return 'fenced';", "destinationId, epoch) === -1) return 'fenced';"),
  {
    what: 'the log is read behind what is undecided',
    file: 'server/store/postgres/profiles.ts',
    from: 'claimed_by < pg_snapshot_xmin(pg_current_snapshot())',
    to: 'claimed_by IS NOT NULL',
    tests: ['test/store/postgresLog.int.test.ts'],
  },
  {
    what: 'sequences are claimed by transactions that have a number already',
    file: 'server/store/postgres/migrations/001_initial.sql',
    from: 'IF pg_current_xact_id_if_assigned() IS NOT NULL THEN',
    to: 'IF false THEN',
    tests: ['test/store/postgresLog.int.test.ts'],
  },
  {
    what: 'a late worker of some partitions may store',
    file: 'server/store/postgres/delivery.ts',
    from: 'AND epoch = $2 AND partition',
    to: 'AND $2 > 0 AND partition',
    tests: postgres,
  },
  {
    what: 'a worker that lost one of its partitions stores the rest',
    file: 'server/store/postgres/delivery.ts',
    from: '(SELECT count(*) FROM held) = cardinality($3)',
    to: '(SELECT count(*) FROM held) > 0',
    tests: postgres,
  },
  { what: 'a settlement is stored again when its answer was lost', file: 'server/store/postgres/delivery.ts', from: 'OR settled = $8 - 1', to: 'OR true', tests: postgres },
  {
    what: 'a partition is taken from a worker that is alive',
    file: 'server/store/postgres/leases.ts',
    from: 'AND (p.holder IS NULL OR NOT EXISTS',
    to: 'AND (true OR NOT EXISTS',
    tests: postgres,
  },
  {
    what: 'a worker that hears nothing sends for longer than its lease lasts',
    file: 'server/delivery/partitionLease.ts',
    from: 'view.leaseMs - safetyMs',
    to: 'view.leaseMs + safetyMs',
    tests: ['test/delivery/partitionLease.test.ts'],
  },
  {
    what: 'two processes work on one import',
    file: 'server/store/postgres/imports.ts',
    from: 'AND (runner IS NULL OR runner = $2 OR claimed_until < clock_timestamp())`',
    to: 'AND $2::text IS NOT NULL`',
    tests: postgres,
  },
  {
    what: 'lanes that one worker left behind are forgotten by the next',
    file: 'server/store/partitionedCheckpoints.ts',
    from: '[[lane, part.position, []]]',
    to: '[]',
    tests: ['test/store/partitionedCheckpoints.test.ts'],
  },
  {
    what: 'a worker takes all partitions that are free',
    file: 'server/delivery/partitionPlan.ts',
    from: '.slice(0, Math.max(0, share - held.length))',
    to: '',
    tests: ['test/delivery/partitionPlan.test.ts'],
  },
  { what: 'a record is made without consent', file: 'server/delivery/record.ts', from: 'if (missing.length === 0) return', to: 'if (missing.length >= 0) return', tests: consent },
  { what: 'no answer is consent', file: 'server/delivery/consent.ts', from: "else if (answer !== 'granted') return", to: "else if (answer === 'denied') return", tests: consent },
  { what: 'a backlog is not held to the consent of now', file: 'server/delivery/standing.ts', from: 'ids.filter((id) => !still.has(id))', to: '[]', tests: consent },
  {
    what: 'a withdrawal carries attributes',
    file: 'server/delivery/record.ts',
    from: "form === 'record' ? consentedPayload",
    to: "form !== 'tombstone' ? buildPayload",
    tests: consent,
  },
  {
    what: 'exits of a removed segment ask for no consent',
    file: 'server/delivery/runReader.ts',
    from: "if (kind === 'exits' && consentState(",
    to: "if (kind === 'backfill' && consentState(",
    tests: consent,
  },
  {
    what: 'who leaves a removed segment before its exits are sent is not told',
    file: 'server/delivery/selection.ts',
    from: 'plan.leaving.size > 0 &&',
    to: 'false &&',
    tests: consent,
  },
  { what: 'an older record releases what waits', file: 'server/store/sqlite/gathered.ts', from: 'AND version <= ?', to: 'AND ? > 0', tests: gathering },
  {
    what: 'what waits is not stored with its outcome',
    file: 'server/store/sqlite/delivery.ts',
    from: 'for (const row of settlement.gathered) gathered.keep(destinationId, row);',
    to: '',
    tests: gathering,
  },
  {
    what: 'an erasure that completes takes what waits for who came back',
    file: 'server/store/sqlite/erasures.ts',
    from: 'if (!isBack) deleteGathered',
    to: 'deleteGathered',
    tests: gathering,
  },
  {
    what: 'a settlement replaces the sums of its minute',
    file: 'server/store/sqlite/minutes.ts',
    from: 'stored === undefined ? sums : addSums(sumsOf(stored), sums)',
    to: 'sums',
    tests: [...store, ...session],
  },
  inApproval('who proposed a change approves it', 'server/api/routes/proposals.ts', 'if (approvedBy === proposal.author) throw', "if (proposal.author === '') throw"),
  inApproval('a change is made without the second person', 'server/api/saveActivation.ts', 'if (approvedBy === null) demandApproval', "if (approvedBy === '') demandApproval"),
  inApproval('a destination stops asking for a second person without one', 'server/api/changeDestination.ts', 'if (!isApproved) demandApproval', 'if (isApproved) demandApproval'),
  inApproval(
    'a proposal is made although what is sent was changed since',
    'server/api/routes/proposals.ts',
    'if (!(await isCurrent(store, current, proposal))) throw',
    'if (current === null) throw',
  ),
  inAudit('a change is stored without its entry', 'server/store/auditedWrite.ts', 'if (!isDone(value)) return', 'if (isDone(value)) return'),
  inAudit('an entry is stored although its change was refused', 'server/store/auditedWrite.ts', "new Set([false, 'not_found'", "new Set(['not_found'"),
  inAudit('an entry does not hold the hash of the one before', 'server/store/auditHash.ts', 'JSON.stringify([before, sequence', 'JSON.stringify([sequence'),
  inAudit('the end of the trail may be cut off', 'server/store/auditChain.ts', 'last.sequence < chain.lastSequence', 'last.sequence > chain.lastSequence'),
  inAudit('a refused role is not told', 'server/api/auditing.ts', "if (code !== 'forbidden' && ", "if (code === 'forbidden' || "),
  inAudit('a look at a person is not told', 'server/api/auditing.ts', "rule.on === 'call' && !scope.isTold", "rule.on === 'call' && scope.isTold"),
  inAudit('a request tells of each of its writes', 'server/api/auditing.ts', 'scope === undefined || scope.isTold ||', 'scope === undefined ||'),
  {
    what: 'workers do not hear what others send',
    file: 'server/delivery/supervise.ts',
    from: 'hear: (view, held) => paces.hear(view, workerId, held, clock.monotonic()),',
    to: 'hear: () => undefined,',
    tests: ['test/server/sharedPace.int.test.ts'],
  },
  {
    what: 'delivery does not ask policies',
    file: 'server/delivery/supervise.ts',
    from: 'if (violations.length > 0) throw policyRefusal(violations);',
    to: '',
    tests: ['test/delivery/policies.int.test.ts'],
  },
  inClient('a row that names no shard is a delivery', '!isDelivered || !isFilled(shardId)', '!isDelivered'),
  inClient('a row with a sequence number and an error is a delivery', 'if (isDelivered === isRefused) throw', 'if (!isDelivered && !isRefused) throw'),
  inClient('a short answer is taken for a whole one', "if (rows.length !== records.length) throw unclearAnswer('ResultCountMismatch');", ''),
  {
    what: 'an address is called that nobody checked',
    file: 'server/alerts/outbound.ts',
    from: 'rules.isAllowed(address) || (isPlain && rules.isOutside(address))',
    to: 'rules.isAllowed(address) || isPlain',
    tests: ['test/alerts/addresses.test.ts', 'test/alerts/outbound.int.test.ts'],
  },
  {
    what: 'one good address of a name is enough',
    file: 'server/alerts/outbound.ts',
    from: 'addresses.every((address)',
    to: 'addresses.some((address)',
    tests: ['test/alerts/addresses.test.ts', 'test/alerts/outbound.int.test.ts'],
  },
  {
    what: 'an alert that flutters is told each time',
    file: 'server/alerts/step.ts',
    from: 'if (now - calm.since < calmMs) return',
    to: 'if (now < calm.since) return',
    tests: ['test/alerts/rules.test.ts'],
  },
  inFeed(
    'what is undecided in the log is passed over',
    'const end = isWhole ? after : Math.max(after, this.#decided)',
    'const end = isWhole ? after : Math.max(after, this.#head)',
  ),
  inFeed('who holds other lanes gets what was kept for these', '!isSame(this.#tail.lanes, lanes) || ', ''),
];
