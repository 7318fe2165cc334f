// Who ended a call, and why, as canceld records it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ways } from "./support/clients.mjs";
import { connected } from "./support/connection.mjs";
import { Daemon } from "./support/daemon.mjs";
import { eventually } from "./support/eventually.mjs";

const LONG = { duration: 60, steps: 600 };

let daemon;
before(async () => {
  daemon = await Daemon.started();
});
after(() => daemon.end());

// What is recorded of the one call that ends while `body` runs.
async function recorded(t, way, body) {
  const over = async () => (await daemon.history("coop")).filter((entry) => entry.state === "completed");
  const earlier = new Set((await over()).map((entry) => entry.token));
  await connected(
    t,
    way,
    async (connection) => {
      await body(connection);
      await eventually("the tool stops", () => connection.side.aborted("coop") === 1);
    },
    { parameters: ["--canceld", daemon.endpoint] },
  );
  return eventually("the end is recorded", async () => (await over()).find((entry) => !earlier.has(entry.token)));
}

for (const way of ways) {
  // Modern HTTP has no message for it: the client closes the stream, and that is all the server learns.
  const isSilent = way.isHttp && way.isModern;

  test(`${way.name}: the client's time-out stops the tool and is recorded`, async (t) => {
    const entry = await recorded(t, way, async (connection) => {
      const call = await connection.running("coop", LONG, { timeout: 500 });
      assert.match(String((await call.settled).error), /timed out/i);
    });
    assert.equal(entry.cause, isSilent ? "client_disconnected" : "timeout");
    assert.equal(entry.outcome, "stopped");
  });

  test(`${way.name}: an abort stops the tool and is recorded with its reason`, async (t) => {
    const entry = await recorded(t, way, async (connection) => {
      const call = await connection.running("coop", LONG);
      call.abort("wrong query");
      assert.ok((await call.settled).error);
    });
    assert.equal(entry.cause, isSilent ? "client_disconnected" : "user_requested");
    if (!isSilent) assert.match(entry.reason, /wrong query/);
    assert.equal(entry.outcome, "stopped");
  });
}
