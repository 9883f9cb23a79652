import { readFileSync } from 'node:fs';

/** Clock ticks of /proc per second: fixed to 100 on Linux. */
const ticksPerSecond = 100;
/** Columns of /proc/stat: user, nice, system, interrupts of two kinds, and what other virtual machines took. */
const busyColumns = [1, 2, 3, 6, 7, 8];

/** Processor seconds of the whole machine since it started, idle time left out. Linux only. */
export function machineCpuSeconds(): number {
  const columns = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/) ?? [];
  return busyColumns.reduce((sum, column) => sum + Number(columns[column]), 0) / ticksPerSecond;
}

/** User and system seconds of this process. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
