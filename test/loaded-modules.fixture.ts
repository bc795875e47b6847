import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Loaded into a program with `node --import`: writes down, when the program ends, the URL of every module that it read, and the name of
// what Node read of its own packages (internal/deps/undici/undici).

const read: string[] = [];
registerHooks({
  load(url, context, nextLoad) {
    read.push(url);
    return nextLoad(url, context);
  },
});
process.on('exit', () => {
  const ofNode: unknown = Reflect.get(process, 'moduleLoadList');
  if (!Array.isArray(ofNode)) {
    throw new TypeError('this Node does not say what it has read of its own');
  }
  const packages = ofNode.map(String).flatMap((name) => /internal\/deps\/.*/.exec(name)?.[0] ?? []);
  writeFileSync(process.env['LOADED_MODULES_FILE'] ?? '/dev/null', [...read, ...packages].join('\n'));
});
