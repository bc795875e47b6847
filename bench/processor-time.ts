import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const TICKS_A_SECOND = 100;

/** Seconds of processor that one process has used so far. */
export async function cpuSeconds(pid: number): Promise<number> {
  return (await timesOf(pid)).own;
}

/** Seconds of processor that a PostgreSQL has used so far: its postmaster, those it has, and those that ended. */
export async function postgresqlCpu(clusterFolder: string): Promise<number> {
  const [line = ''] = (await readFile(join(clusterFolder, 'postmaster.pid'), 'utf8')).split('\n');
  const postmaster = Number(line);
  const { own, ofEndedChildren } = await timesOf(postmaster);
  let sum = own + ofEndedChildren;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      const times = await timesOf(Number(pid));
      sum += times.parent === postmaster ? times.own : 0;
    } catch (error) {
      // It ended while we looked.
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))) {
        throw error;
      }
    }
  }
  return sum;
}

async function timesOf(pid: number): Promise<{ parent: number; own: number; ofEndedChildren: number }> {
  // proc_pid_stat(5): fields 4 and 14 to 17, counted behind the name in brackets.
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ').map(Number);
  const seconds = (first: number) => ((fields[first] ?? 0) + (fields[first + 1] ?? 0)) / TICKS_A_SECOND;
  return { parent: fields[1] ?? 0, own: seconds(11), ofEndedChildren: seconds(13) };
}
