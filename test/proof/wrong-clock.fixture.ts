/**
 * Makes the clock of one process wrong: `--import` it, with the error in WRONG_CLOCK_MS. Everything the process learns from
 * `Date` is shifted; what passes (timers, `performance.now()`) is not, as on a machine whose clock is set wrong. The database
 * has a clock of its own.
 */

const errorMs = Number(process.env['WRONG_CLOCK_MS'] ?? 0);
const RightDate = Date;
const now = () => RightDate.now() + errorMs;

globalThis.Date = new Proxy(RightDate, {
  construct: (target, args: unknown[], newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RightDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
