// Waiting for conditions.
import { setTimeout as pause } from "node:timers/promises";

// How much slower than usual the programs under test may be: sanitizers cost time.
export const slower = Number(process.env.TEST_SLOWNESS ?? 1);
const PATIENCE_MS = 10_000 * slower;

// Returns the first truthy value of `look`; throws when none came in time.
export async function eventually(what, look, patience = PATIENCE_MS) {
  const end = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${Math.round(patience)} ms`);
    await pause(1);
  }
}

// The outcome of a promise that must settle soon: {value} or {error}.
export async function outcome(promise, what = "the call", patience = PATIENCE_MS) {
  const abandoned = new AbortController();
  const late = pause(patience, undefined, { signal: abandoned.signal }).then(
    () => {
      throw new Error(`${what} did not settle within ${Math.round(patience)} ms`);
    },
    () => undefined,
  );
  const settled = promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    abandoned.abort();
  }
}
