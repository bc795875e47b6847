import { useEffect, useState } from 'react';

const READ_EVERY_MS = 30_000;

/** The device's clock, read every half minute: a visit that begins moves on by itself. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), READ_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
