import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const RESULTS = join(import.meta.dirname, 'results');

/** Keeps what a run has measured as bench/results/NAME.json and, where it is drawn, NAME.svg. */
export async function writeResult(name: string, result: unknown, plot: string | null = null): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  if (plot !== null) {
    await writeFile(join(RESULTS, `${name}.svg`), plot);
  }
}
