// A user stops calls: `AbortSignal` of the official clients.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ways } from "./support/clients.mjs";
import { connected } from "./support/connection.mjs";
import { eventually, outcome, slower } from "./support/eventually.mjs";

const LONG = { duration: 60, steps: 600 };
const STOP_MS = 100;
const SLOWNESS = 5; // worst echoes: on a machine that is busy with something else, everything takes longer
const AT_ONCE = 50;
const SAME_TICK = 20;

for (const way of ways) {
  test(`${way.name}: an abort stops the tool within ${STOP_MS} ms, worst of 10`, (t) =>
    connected(t, way, async (connection) => {
      let worst = 0;
      let echo = 0;
      for (let round = 1; round <= 10; ++round) {
        const call = await connection.running("coop", LONG);
        const began = performance.now();
        call.abort("enough");
        await eventually("the tool stops", () => connection.side.aborted("coop") === round);
        worst = Math.max(worst, performance.now() - began);
        assert.ok((await call.settled).error, "the client's promise is rejected");
        const asked = performance.now();
        await connection.barrier();
        echo = Math.max(echo, performance.now() - asked);
      }
      connection.record.checkQuiet();
      t.diagnostic(`from abort to stop, worst of 10: ${worst.toFixed(1)} ms; an echo: ${echo.toFixed(1)} ms`);
      assert.ok(worst < STOP_MS * slower + SLOWNESS * echo, `${worst} ms, where an echo takes ${echo} ms`);
    }));

  test(`${way.name}: a tool that ignores the abort is not heard any more`, (t) =>
    connected(t, way, async (connection) => {
      const call = await connection.running("stubborn", { duration: 1, steps: 20 });
      call.abort();
      assert.ok((await call.settled).error);
      await connection.barrier();
      if (way.isHttp) {
        const exchange = connection.traffic.of((message) => message.id === call.id && message.method === "tools/call");
        await eventually("the stream of the call ends", () => exchange.ended);
      }
      const heard = connection.record.about(call.id).length;
      await eventually("the tool ends", () => connection.side.entries("stubborn").length === 1);
      await connection.barrier();
      assert.equal(connection.record.about(call.id).length, heard);
      assert.equal(connection.record.about(call.id).filter((message) => message.method === undefined).length, 0);
    }));

  test(`${way.name}: of ${AT_ONCE + 1} calls at once the ${AT_ONCE} aborted ones stop, the other is answered`, (t) =>
    connected(t, way, async (connection) => {
      const calls = await Promise.all(Array.from({ length: AT_ONCE }, () => connection.running("coop", LONG)));
      const survivor = outcome(connection.call("coop", { duration: 0.2, steps: 2 }), "the other call");
      for (const call of calls) call.abort();
      for (const call of calls) assert.ok((await call.settled).error);
      await eventually("all stop", () => connection.side.aborted("coop") === AT_ONCE);
      assert.ok((await survivor).value?.content);
      const answered = calls.filter((call) => connection.record.about(call.id).some((message) => !message.method));
      assert.deepEqual(answered, []);
    }));

  test(`${way.name}: an abort in the same tick as the call`, (t) =>
    connected(t, way, async (connection) => {
      for (let round = 0; round < SAME_TICK; ++round) {
        const controller = new AbortController();
        const settled = outcome(connection.call("coop", { duration: 0.1, steps: 2 }, { signal: controller.signal }));
        controller.abort();
        assert.ok((await settled).error);
      }
      assert.ok(await connection.call("coop", { duration: 0.4, steps: 2 }));
      // Over HTTP the legacy client sends call and cancellation side by side, and who comes first is chance: a
      // cancellation of what is not there yet must be ignored.
      const mayRun = way.isHttp && !way.isModern ? SAME_TICK : 0;
      const finished = connection.side.finished("coop");
      assert.ok(finished >= 1 && finished <= 1 + mayRun, `${finished} ran to their end`);
    }));
}
