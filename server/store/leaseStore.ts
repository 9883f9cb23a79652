/**
 * Who works on which part of the log. A store of one process has one partition, which that process has for itself; one
 * that several share has more of them, and each worker has a lease on some. Whoever takes a destination over for its
 * partitions (`takeOver`) is the one who may settle there, whatever a worker that was before believes.
 */
export interface LeaseStore {
  /** A sign of life of a worker with what it says to the others, and who else gave one lately, by the clock of the store. */
  beat(workerId: string, says?: string): Promise<LeaseView>;
  /** Takes partitions that nobody who is alive has; returns those it got. */
  takePartitions(workerId: string, partitions: readonly number[]): Promise<number[]>;
  /** Gives partitions back that it has. */
  releasePartitions(workerId: string, partitions: readonly number[]): Promise<void>;
  /** A worker gives everything back and is gone. */
  leaveWork(workerId: string): Promise<void>;
  /** Keeps what a worker says it is doing, in place of what it said before. */
  putReport(workerId: string, reportJson: string): Promise<void>;
  /** Of all workers of the last hour. Where there is one process nobody reports. */
  readReports(): Promise<WorkerReportRow[]>;
  /** Records that workers have on their way, as of their last settlements: what was stored by then is not among them. None where there is one process, which knows by itself. */
  readPending(): Promise<PendingRow[]>;
}

export interface PendingRow {
  readonly destinationId: string;
  readonly runId: string;
  readonly count: number;
}

export interface WorkerReportRow {
  readonly isAlive: boolean;
  readonly reportJson: string;
}

export interface LeaseView {
  /** Those who are alive, the one who asks among them; ascending. */
  readonly workers: readonly string[];
  /** What each of the workers said with its last sign of life, if that was within the last moments; null: nothing. */
  readonly said: readonly (string | null)[];
  /** By partition: who has it, null where nobody who is alive does. */
  readonly holders: readonly (string | null)[];
  /** How long after its last sign of life a worker counts as alive, milliseconds; null: as long as its process lives. */
  readonly leaseMs: number | null;
}
