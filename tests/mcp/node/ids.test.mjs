// Requests whose ids are easily mistaken for nothing, or for one another.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { ways } from "./support/clients.mjs";
import { eventually } from "./support/eventually.mjs";
import { RawPeer } from "./support/raw_peer.mjs";
import { schemasAreHere } from "./support/schema.mjs";

const LONG = { duration: 60, steps: 600 };
const IDS = [0, "", 1, "1", -1, "0", Number.MAX_SAFE_INTEGER, "a b\n\u00e9"];

for (const way of ways) {
  describe(way.name, () => {
    let peer;
    before(async () => {
      peer = await RawPeer.open(way);
    });
    after(() => peer.close());

    const stops = (count) => eventually("the tool stops", () => peer.side.aborted("coop") === count);

    for (const id of IDS) {
      test(`${way.name}: a request with the id ${JSON.stringify(id)} is cancelled and never answered`, async () => {
        const before = peer.side.aborted("coop");
        await peer.running(id, "coop", LONG);
        await peer.cancel(id);
        await stops(before + 1);
        const later = await peer.request(`after ${JSON.stringify(id)}`, "tools/call", {
          name: "echo",
          arguments: { message: "here" },
        });
        assert.match(JSON.stringify(later.result.content), /here/);
        assert.deepEqual(
          peer.record.received.filter((message) => !message.method && message.id === id),
          [],
        );
      });
    }

    test(`${way.name}: cancelling "7" leaves 7 alone`, async () => {
      const before = peer.side.aborted("coop");
      await peer.running(7, "coop", { duration: 1, steps: 10 });
      await peer.running("7", "coop", LONG);
      await peer.cancel("7");
      await stops(before + 1);
      assert.ok((await peer.answer(7)).result);
      assert.equal(peer.side.aborted("coop"), before + 1);
    });

    test(`${way.name}: all that came in is valid`, { skip: !schemasAreHere && "the schemas are not here" }, () => {
      peer.record.checkSchema(way.revision);
    });
  });
}
