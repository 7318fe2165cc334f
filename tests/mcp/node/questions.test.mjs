// A tool asks the user (legacy era: a request of the server); then its call is aborted.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

import { ways } from "./support/clients.mjs";
import { connected } from "./support/connection.mjs";
import { eventually, outcome } from "./support/eventually.mjs";

const options = { clientOptions: { capabilities: { elicitation: {} } } };

// Lets nobody answer. Gives what happens to the questions.
function listening(connection) {
  const seen = { asked: 0, withdrawn: 0 };
  const unanswered = (signal) =>
    new Promise((_, reject) => {
      ++seen.asked;
      signal.addEventListener(
        "abort",
        () => {
          ++seen.withdrawn;
          reject(new Error("withdrawn"));
        },
        { once: true },
      );
    });
  const { client, way } = connection;
  if (way.name.startsWith("client v1")) {
    client.setRequestHandler(ElicitRequestSchema, (_, extra) => unanswered(extra.signal));
  } else {
    client.setRequestHandler("elicitation/create", (_, context) => unanswered(context.mcpReq.signal));
  }
  return seen;
}

for (const way of ways.filter((candidate) => !candidate.isModern)) {
  test(`${way.name}: the question of a call is withdrawn when the call is aborted`, (t) =>
    connected(
      t,
      way,
      async (connection) => {
        const seen = listening(connection);
        const controller = new AbortController();
        const settled = outcome(
          connection.call("test_elicitation", { message: "Who are you?" }, { signal: controller.signal }),
          "the call",
          60_000,
        );
        await eventually("the server asks", () => seen.asked === 1);
        controller.abort();
        assert.ok((await settled).error);
        await eventually("the question is withdrawn", () => seen.withdrawn === 1);
        await connection.barrier();
        const call = connection.record.requests("tools/call")[0];
        assert.deepEqual(
          connection.record.received.filter((message) => !message.method && message.id === call.id),
          [],
        );
        connection.record.checkQuiet();
      },
      options,
    ));
}
