import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';

// Runs the tests: all of them, or the files given (`npm test -- test/booking.test.ts`).

const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith('-'));
const files = given.filter((argument) => !argument.startsWith('-'));
const all = globSync(['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/**/*.test.ts']).toSorted();
const child = spawn(
  process.execPath,
  [
    '--test',
    '--test-global-setup=test/postgresql.setup.ts',
    '--test-concurrency=3',
    '--test-timeout=240000',
    ...options,
    ...(files.length === 0 ? all : files),
  ],
  { stdio: 'inherit' },
);
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
