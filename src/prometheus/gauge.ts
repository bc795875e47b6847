import { Gauge, type Registry } from 'prom-client';

/** Adds a gauge that asks for its figure whenever the metrics are read. */
export function addGauge(registry: Registry, { name, help }: { readonly name: string; readonly help: string }, read: () => number | Promise<number>): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      gauge.set(await read());
    },
  });
}
