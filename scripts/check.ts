import { spawnSync } from 'node:child_process';
import { NOT_CHECKED } from './not-checked.ts';

// Every check of the code that is not a test. Runs them all, so that one look shows everything that is wrong.

const CHECKS: Record<string, string[]> = {
  'type check': ['tsc', '--noEmit', '-p', '.'],
  'type check of the dashboard': ['tsc', '--noEmit', '-p', 'web'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  'dependency rules': ['depcruise', 'src', 'scripts', 'test', 'web/src'],
  'unused code and packages': ['knip'],
  'contract lint': ['redocly', 'lint', 'openapi/openapi.yaml'],
  'migration lint': ['squawk', 'db/migrations/*.sql'],
  'contract types not stale': ['node', 'scripts/generate-contract.ts', '--check'],
  'SQL types and schema not stale': ['node', 'scripts/generate-sql.ts', '--check'],
  licences: ['node', 'scripts/check-licences.ts'],
  audit: ['node', 'scripts/check-audit.ts'],
};

const failed: string[] = [];
const notChecked: string[] = [];
for (const [name, command] of Object.entries(CHECKS)) {
  const { status, stdout, stderr } = spawnSync(command.join(' '), {
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  if (status === NOT_CHECKED) {
    notChecked.push(name);
    process.stdout.write(`- ${name}: not checked: ${stdout.trim()}\n`);
    continue;
  }
  process.stdout.write(`${status === 0 ? '✔' : '✖'} ${name}\n`);
  if (status !== 0) {
    failed.push(name);
    process.stdout.write(`${stdout}${stderr}\n`);
  }
}
const count = Object.keys(CHECKS).length - notChecked.length;
const besides = notChecked.length === 0 ? '' : `, not checked: ${notChecked.join(', ')}`;
process.stdout.write(`checks: ${count - failed.length} of ${count} hold${besides}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
