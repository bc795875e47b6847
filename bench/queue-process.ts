import { startFauxqs } from 'fauxqs';
import { startGuarded } from '../src/embedded/sqs-guard.ts';
import { ACCOUNT, REGION } from './queue.ts';

// The emulator in a process of its own, as SQS is one. In memory: with a data folder it writes each message to disk by itself, one
// after the other, about 5 ms each; whatever consumed would then be measured at the emulator's pace.

const server = await startGuarded(ACCOUNT, () => startFauxqs({ port: 0, logger: false, defaultRegion: REGION }));
process.send?.(server.port);
process.on('disconnect', () => process.exit());
