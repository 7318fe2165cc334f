// Progress of a call, as the official clients see it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ways } from "./support/clients.mjs";
import { connected } from "./support/connection.mjs";

for (const way of ways) {
  test(`${way.name}: progress increases, and nothing follows the answer`, (t) =>
    connected(t, way, async (connection) => {
      const progress = [];
      await connection.call(
        "coop",
        { duration: 1, steps: 10 },
        { onprogress: (step) => progress.push(step.progress) },
      );
      await connection.barrier();
      assert.ok(progress.length >= 5, `${progress.length} steps were reported`);
      for (let i = 1; i < progress.length; ++i) assert.ok(progress[i] > progress[i - 1], progress.join(" "));

      const id = connection.record.requests("tools/call")[0].id;
      const about = connection.record.about(id);
      assert.equal(
        about.findIndex((message) => message.method === undefined),
        about.length - 1,
      );
      connection.record.checkQuiet();
    }));

  test(`${way.name}: a call without a progress token gets no progress`, (t) =>
    connected(t, way, async (connection) => {
      await connection.call("coop", { duration: 0.1, steps: 5 });
      await connection.barrier();
      const progress = connection.record.received.filter((message) => message.method === "notifications/progress");
      assert.deepEqual(progress, []);
    }));

  test(`${way.name}: progress keeps a call alive beyond the client's time-out`, (t) =>
    connected(t, way, async (connection) => {
      const options = { timeout: 1_000, resetTimeoutOnProgress: true, onprogress: () => undefined };
      const result = await connection.call("coop", { duration: 1.5, steps: 30 }, options);
      assert.ok(result.content);
    }));
}
