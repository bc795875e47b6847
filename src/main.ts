import { once } from 'node:events';
import { start, type RunningServer } from './composition.ts';
import { ConfigurationError, readConfig } from './config.ts';
import { VisitaError } from './errors.ts';
import { createLogger } from './log.ts';

/** Signals so close together are one: npm passes on the Ctrl-C that the terminal has sent to the server as well. */
const ONE_SIGNAL_MS = 500;

/** Runs the server as a program: settings from the environment, until a signal of the terminal or the host. */
async function main(): Promise<void> {
  let logger = createLogger('info');
  const interrupted = new AbortController();
  stopOnSignal(interrupted);
  try {
    const config = readConfig(process.env);
    logger = createLogger(config.logLevel);
    const server = await start(config, logger, interrupted.signal);
    if (!interrupted.signal.aborted) {
      announce(server);
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

/** The first signal lets the server drain, a second one ends the process at once. */
function stopOnSignal(interrupted: AbortController): void {
  let firstAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
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

/** Tells a person where everything is. */
function announce({ url, embedded }: RunningServer): void {
  const lines = [
    `Dashboard      ${url}/`,
    `API            ${url}/api/v1`,
    `API reference  ${url}/docs`,
    ...(embedded.mailbox === null ? [] : [`Mailbox        ${embedded.mailbox.url}`]),
    ...(embedded.sqs === null ? [] : [`Event queue    ${embedded.sqs.queueUrl}`]),
    `Visita is ready at ${url}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

await main();
process.exit();
