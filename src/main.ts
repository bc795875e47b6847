import { once } from 'node:events';
import { ConfigurationError, readConfig, type Config } from './config.ts';
import { VisitaError } from './errors.ts';
import type { RunningServer } from './program/lifecycle.ts';
import { createLogger } from './program/log.ts';
import { readRole, ROLES, type Role } from './program/role.ts';
import { start } from './program/start.ts';

/** Signals so close together are one: npm passes on the Ctrl-C that the terminal has sent to the server as well. */
const ONE_SIGNAL_MS = 500;

/** Runs the program: the role from the command line, settings from the environment, until a signal of the terminal or the host. */
async function main(): Promise<void> {
  let logger = createLogger('info');
  const interrupted = new AbortController();
  stopOnSignal(interrupted);
  outliveTerminal();
  try {
    const config = configOf(process.argv.slice(2));
    logger = createLogger(config.logLevel);
    if (config.role === 'migrate') {
      const { migrateOnly } = await import('./program/role-migrate.ts');
      await migrateOnly(config, logger, interrupted.signal);
      process.stdout.write('The database is up to date\n');
      return;
    }
    const server = await start(config, logger, interrupted.signal);
    if (!interrupted.signal.aborted) {
      announce(server, config.role);
      await once(interrupted.signal, 'abort');
    }
    logger.info('draining');
    await server.stop();
    logger.info('stopped');
  } catch (error) {
    if (interrupted.signal.aborted && error instanceof Error && error.name === 'AbortError') {
      return;
    }
    if (error instanceof ConfigurationError || error instanceof VisitaError) {
      process.stderr.write(`${error.message}\n`);
    } else {
      logger.fatal({ err: error }, 'the server failed');
    }
    process.exitCode = 1;
  }
}

function configOf(given: readonly string[]): Config {
  const role = given.length > 1 ? null : readRole(given[0]);
  return readConfig(process.env, role ?? { problem: `${given.join(' ')} is no role: it is one of ${ROLES.join(', ')}` });
}

/** The first signal lets the server drain, a second one ends the process at once. */
function stopOnSignal(interrupted: AbortController): void {
  let firstAt = 0;
  // SIGHUP: the terminal was closed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) {
        firstAt = performance.now();
        interrupted.abort();
      } else if (performance.now() - firstAt > ONE_SIGNAL_MS) {
        process.exit(1);
      }
    });
  }
}

const NOBODY_READS = new Set(['EPIPE', 'EIO']);

/** What cannot be said any more, because the terminal or the reader of the log has gone, is no reason to leave requests unanswered. */
function outliveTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!NOBODY_READS.has(error.code ?? '')) {
        throw error;
      }
    });
  }
}

/** Tells a person where everything is. */
function announce({ url, embedded }: RunningServer, role: Role): void {
  const served = [`Dashboard      ${url}/`, `API            ${url}/api/v1`, `API reference  ${url}/docs`];
  const watched = [`Health         ${url}/health/ready`, `Metrics        ${url}/metrics`];
  const lines = [
    ...(role === 'work' ? watched : served),
    ...(embedded.mailbox === null ? [] : [`Mailbox        ${embedded.mailbox.url}`]),
    ...(embedded.sqs === null ? [] : [`Event queue    ${embedded.sqs.queueUrl}`]),
    `Visita is ready at ${url}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

await main();
process.exit();
