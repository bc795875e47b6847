/** Lets `work` run at most so many times at once; what comes beyond that waits for its turn, in the order in which it came. */
export function atMost<Given, Made>(most: number, work: (given: Given) => Promise<Made>): (given: Given) => Promise<Made> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (given) => {
    if (running >= most) {
      // Whoever ends hands its place on, so that nobody who comes in between takes it.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work(given);
    } finally {
      const next = waiting.shift();
      if (next === undefined) {
        running -= 1;
      } else {
        next();
      }
    }
  };
}
