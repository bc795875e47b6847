import { spawnSync } from 'node:child_process';
import { NOT_CHECKED } from './not-checked.ts';

// Asks the registry whether what runs in production has known weaknesses. Some registries (mirrors) have no answer to that; this is said,
// by an exit code of its own, and is no pass.

const MISSING_ENDPOINT = new Set([404, 405, 501]);

const { status, stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], { encoding: 'utf8' });
const report: unknown = stdout.trim() === '' ? null : JSON.parse(stdout);
const httpStatus = numberIn(report, 'statusCode');
if (hasFindings(report)) {
  process.stdout.write(status === 0 ? 'no weakness of level high or critical is known\n' : `${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = status ?? 1;
} else if (httpStatus !== null && MISSING_ENDPOINT.has(httpStatus)) {
  process.stdout.write(`the registry has no audit endpoint (it answers ${httpStatus})\n`);
  process.exitCode = NOT_CHECKED;
} else {
  process.stdout.write(`npm audit gave no report:\n${stdout}${stderr}\n`);
  process.exitCode = 1;
}

function hasFindings(value: unknown): boolean {
  return numberIn(value, 'auditReportVersion') !== null;
}

function numberIn(value: unknown, name: string): number | null {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
  return typeof found === 'number' ? found : null;
}
