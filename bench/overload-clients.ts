import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { LoadConnection, requestBytes } from './http-load.ts';

// The process that makes the load for overload.ts. Each client is an applicant with a slot of their own: books it, calls it off,
// books it again. What was refused is asked again later, as a client would.

/** What overload.ts asks for. */
export interface LoadOrder {
  readonly url: string;
  /** Null: those of the order before, who know what they have booked. */
  readonly clients: readonly { readonly token: string; readonly slotId: string }[] | null;
  readonly seconds: number;
  /** Requests a second, whether answered or not; null: each of `connections` asks again as soon as it is answered. */
  readonly rate: number | null;
  readonly connections: number;
}

/** What came of it. Latencies in milliseconds. */
export interface LoadReport {
  readonly offered: number;
  /** Due, but every connection or every client waited for an answer. */
  readonly notSent: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly servedPerSecond: number;
  readonly servedP50: number;
  readonly servedP99: number;
  readonly shedP50: number;
  readonly shedP99: number;
  /** How late this process ran, and how much of one processor it used: whether it was the bottleneck itself. */
  readonly generatorLagP99: number;
  readonly generatorCpu: number;
}

type Client = { readonly book: Buffer; readonly cancel: (bookingId: string) => Buffer; bookingId: string | null };

const TICK_MS = 5;
const LAST_ANSWERS_MS = 10_000;

/** One phase of load. */
class LoadPhase {
  readonly #order: LoadOrder;
  readonly #idleClients: Client[];
  readonly #idle: LoadConnection[] = [];
  readonly #all = new Set<LoadConnection>();
  readonly #statuses: Record<string, number> = {};
  readonly #served: number[] = [];
  readonly #shed: number[] = [];
  #offered = 0;
  #notSent = 0;
  #waiting = 0;
  #stopped = false;

  constructor(order: LoadOrder, clients: readonly Client[]) {
    this.#order = order;
    this.#idleClients = [...clients];
  }

  async run(): Promise<LoadReport> {
    const lag = monitorEventLoopDelay({ resolution: TICK_MS });
    for (let count = 0; count < this.#order.connections; count += 1) {
      this.#open();
    }
    lag.enable();
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    await this.#offer(startedAt);
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    lag.disable();
    await this.#stop();
    return {
      ...this.#figures(seconds),
      generatorLagP99: Math.round(lag.percentile(99) / 1e5) / 10 - TICK_MS,
      generatorCpu: Math.round((user + system) / 1e4 / seconds) / 100,
    };
  }

  /** Sends what is due, tick by tick; connections that ask without pause need nobody to tell them. */
  async #offer(startedAt: number): Promise<void> {
    const { seconds } = this.#order;
    const rate = this.#order.rate ?? 0;
    let due = 0;
    for (let passed = 0; passed < seconds; passed = (performance.now() - startedAt) / 1000) {
      for (; due < passed * rate; due += 1) {
        this.#sendOnAny();
      }
      await delay(TICK_MS);
    }
  }

  #open(): void {
    const connection = new LoadConnection(new URL(this.#order.url), () => {
      this.#all.delete(connection);
      if (!this.#stopped) {
        this.#open();
      }
    });
    this.#all.add(connection);
    this.#goOn(connection);
  }

  #goOn(connection: LoadConnection): void {
    if (this.#stopped || connection.isBroken) {
      return;
    }
    if (this.#order.rate === null) {
      this.#send(connection);
    } else {
      this.#idle.push(connection);
    }
  }

  #sendOnAny(): void {
    let connection = this.#idle.pop();
    while (connection?.isBroken === true) {
      connection = this.#idle.pop();
    }
    if (connection === undefined) {
      this.#notSent += 1;
    } else {
      this.#send(connection);
    }
  }

  #send(connection: LoadConnection): void {
    const client = this.#pickClient();
    if (client === undefined) {
      this.#notSent += 1;
      this.#idle.push(connection);
      return;
    }
    this.#offered += 1;
    this.#waiting += 1;
    const startedAt = performance.now();
    connection.ask(client.bookingId === null ? client.book : client.cancel(client.bookingId), (status, body) => {
      this.#waiting -= 1;
      learn(client, status, body);
      this.#idleClients.push(client);
      if (!this.#stopped) {
        this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
        (status === 503 ? this.#shed : this.#served).push(performance.now() - startedAt);
      }
      this.#goOn(connection);
    });
  }

  /** By chance: in turn, a phase would be all bookings and the next one all cancellations, which cost more. */
  #pickClient(): Client | undefined {
    const place = Math.floor(Math.random() * this.#idleClients.length);
    const [picked, last] = [this.#idleClients[place], this.#idleClients.pop()];
    if (picked !== last && last !== undefined) {
      this.#idleClients[place] = last;
    }
    return picked;
  }

  /** The answers that are due still say who has booked. */
  async #stop(): Promise<void> {
    this.#stopped = true;
    for (const until = performance.now() + LAST_ANSWERS_MS; this.#waiting > 0 && performance.now() < until; ) {
      await delay(TICK_MS);
    }
    for (const connection of this.#all) {
      connection.close();
    }
  }

  #figures(seconds: number): Omit<LoadReport, 'generatorLagP99' | 'generatorCpu'> {
    const good = Object.entries(this.#statuses).reduce((sum, [status, count]) => sum + (/^(2|409)/.test(status) ? count : 0), 0);
    return {
      offered: this.#offered,
      notSent: this.#notSent,
      statuses: this.#statuses,
      servedPerSecond: Math.round(good / seconds),
      servedP50: percentile(this.#served, 0.5),
      servedP99: percentile(this.#served, 0.99),
      shedP50: percentile(this.#shed, 0.5),
      shedP99: percentile(this.#shed, 0.99),
    };
  }
}

function learn(client: Client, status: number, body: string): void {
  if (status === 201) {
    client.bookingId = /"id":"([^"]+)"/.exec(body)?.[1] ?? null;
  } else if (status === 200 || status === 409 || status === 404) {
    client.bookingId = null;
  }
}

function percentile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
}

let clients: readonly Client[] = [];

process.on('message', (order: LoadOrder) => {
  clients =
    order.clients?.map(({ token, slotId }) => ({
      book: requestBytes('POST', '/api/v1/bookings', token, { slot_id: slotId }),
      cancel: (id) => requestBytes('DELETE', `/api/v1/bookings/${id}`, token),
      bookingId: null,
    })) ?? clients;
  void new LoadPhase(order, clients).run().then((report) => process.send?.(report));
});
