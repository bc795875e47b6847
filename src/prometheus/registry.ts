import { collectDefaultMetrics, Registry } from 'prom-client';

/** The metrics of one process, with what Node says of itself: processor, memory, collections, the event loop's delay. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
