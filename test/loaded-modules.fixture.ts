import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Loaded into a program with `node --import`: writes down, when the program ends, the URL of every module that it read.

const read: string[] = [];
registerHooks({
  load(url, context, nextLoad) {
    read.push(url);
    return nextLoad(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env['LOADED_MODULES_FILE'] ?? '/dev/null', read.join('\n')));
