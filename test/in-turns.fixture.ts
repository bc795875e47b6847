/** Few enough that a server is not short of connections while people only come in. */
const AT_A_TIME = 10;

/** Makes so many, ten at a time. */
export async function inTurns<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) {
    made.push(...(await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count - made.length) }, make))));
  }
  return made;
}
