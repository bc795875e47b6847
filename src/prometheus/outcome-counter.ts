import { Counter, type Registry } from 'prom-client';

/**
 * Adds a counter with the label `outcome`. Those `foreseen` are there from the start on: of a counter that begins with its first count
 * Prometheus sees no increase, and none of one that is not there.
 */
export function countOutcomes<Outcome extends string>(
  registry: Registry,
  counted: { readonly name: string; readonly help: string },
  foreseen: readonly Outcome[],
): (outcome: Outcome) => void {
  const counter = new Counter({ ...counted, labelNames: ['outcome'], registers: [registry] });
  foreseen.forEach((outcome) => counter.inc({ outcome }, 0));
  return (outcome) => counter.inc({ outcome });
}
