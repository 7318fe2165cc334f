// Legacy HTTP: streams that break are taken up again where they ended.
import assert from "node:assert/strict";
import { test } from "node:test";

import { httpWays } from "./support/clients.mjs";
import { Connection, connected } from "./support/connection.mjs";
import { HttpServer } from "./support/demo_server.mjs";
import { eventually, outcome } from "./support/eventually.mjs";

const LONG = { duration: 60, steps: 600 };
const SOON = {
  initialReconnectionDelay: 20,
  maxReconnectionDelay: 100,
  reconnectionDelayGrowFactor: 1.5,
  maxRetries: 5,
};
const options = { httpOptions: { reconnectionOptions: SOON } };

const callOf = (connection, id) =>
  connection.traffic.of((message) => message.id === id && message.method === "tools/call");
const resumptions = (connection) =>
  connection.traffic.exchanges.filter((exchange) => exchange.method === "GET" && exchange.headers.has("last-event-id"));

for (const way of httpWays.filter((candidate) => !candidate.isModern)) {
  test(`${way.name}: a broken stream is resumed without a hole or a repetition`, (t) =>
    connected(
      t,
      way,
      async (connection) => {
        const call = await connection.running("coop", { duration: 1, steps: 20 });
        callOf(connection, call.id).cut();
        const { value, error } = await call.settled;
        assert.equal(error, undefined);
        assert.ok(value.content);
        assert.equal(resumptions(connection).length, 1);
        const steps = call.progress.map((step) => step.progress);
        assert.deepEqual(
          steps,
          Array.from({ length: steps.length }, (_, i) => steps[0] + i * (steps[1] - steps[0])),
        );
        assert.equal(connection.side.finished("coop"), 1);
      },
      options,
    ));

  test(`${way.name}: a call whose stream is broken can be cancelled, and the resumed stream ends`, (t) =>
    connected(
      t,
      way,
      async (connection) => {
        const call = await connection.running("coop", LONG);
        callOf(connection, call.id).cut();
        call.abort();
        await eventually("the tool stops", () => connection.side.aborted("coop") === 1);
        await eventually("the client resumes", () => resumptions(connection).some((exchange) => exchange.status));
        const [resumed] = resumptions(connection);
        assert.equal(resumed.status, 200);
        await eventually("the resumed stream ends", () => resumed.ended);
        assert.ok(!connection.record.about(call.id).some((message) => message.method === undefined));
      },
      options,
    ));

  test(`${way.name}: the stream of a cancelled call ends, and the client takes that quietly`, (t) =>
    connected(
      t,
      way,
      async (connection) => {
        const call = await connection.running("coop", LONG);
        call.abort();
        await eventually("the stream ends", () => callOf(connection, call.id).ended);
        await eventually("the tool stops", () => connection.side.aborted("coop") === 1);
        await eventually("no resumed stream stays open", () =>
          resumptions(connection).every((exchange) => exchange.ended),
        );
        await connection.barrier();
        connection.record.checkQuiet();
      },
      options,
    ));
}

test("client v1 over http, legacy: another client of the session takes the result over", async () => {
  const way = httpWays[0];
  const server = await HttpServer.started();
  const first = await Connection.open(way, { server });
  try {
    let token;
    await first.running(
      "coop",
      { duration: 0.5, steps: 10 },
      {
        onresumptiontoken: (latest) => {
          token = latest;
        },
      },
    );
    await eventually("there is a token", () => token);
    const { sessionId } = first.transport;
    await first.client.close();

    const second = await Connection.open(way, { server, httpOptions: { sessionId } });
    second.transport.setProtocolVersion(way.revision);
    const { value, error } = await outcome(
      second.call("coop", { duration: 0.5, steps: 10 }, { resumptionToken: token }),
      "the resumed call",
    );
    assert.equal(error, undefined);
    assert.ok(value.content);
    assert.equal(first.side.finished("coop"), 1);
    await second.close();
  } finally {
    await first.close();
    await server.end();
  }
});
