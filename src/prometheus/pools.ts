import { Gauge, Histogram, type Registry } from 'prom-client';

/** How a pool of database connections is used at a moment. */
export interface PoolUsage {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
  readonly max: number;
}

/** Told how long a statement or transaction waited for a connection of that pool. */
export type PoolWait = (pool: string, seconds: number) => void;

/** Adds the gauges of the pools, by the pool's name, and gives the function that takes in waits. */
export function measurePools(registry: Registry, usage: () => ReadonlyMap<string, PoolUsage>): PoolWait {
  const gauge = (name: string, help: string, read: (pool: PoolUsage) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers: [registry],
      collect() {
        usage().forEach((figures, pool) => this.set({ pool }, read(figures)));
      },
    });
  gauge('database_pool_connections', 'Open connections to the database', ({ total }) => total);
  gauge('database_pool_idle_connections', 'Open connections that do nothing', ({ idle }) => idle);
  gauge('database_pool_waiting_requests', 'Statements that wait for a connection', ({ waiting }) => waiting);
  gauge('database_pool_max_connections', 'Most connections the pool opens', ({ max }) => max);
  const wait = new Histogram({
    name: 'database_pool_wait_seconds',
    help: 'Time until a statement or transaction had a connection, opened for it or given back by another',
    labelNames: ['pool'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 3],
    registers: [registry],
  });
  return (pool, seconds) => wait.observe({ pool }, seconds);
}
