import { traced, type Tracer } from '../service/tracing.ts';

/**
 * A store whose every call is a span, named `noun.function`: for those whose requests share statements, so that a request shows how long
 * it waited for its share. Without a tracer it is the store itself.
 */
export function traceCalls<Store extends object>(tracer: Tracer | null, noun: string, store: Store): Store {
  if (tracer === null) {
    return store;
  }
  return new Proxy(store, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') {
        return value;
      }
      return (...given: unknown[]) =>
        traced(tracer, `${noun}.${String(property)}`, { kind: 'internal' }, async () => {
          const answer: unknown = await Reflect.apply(value, target, given);
          return answer;
        });
    },
  });
}
