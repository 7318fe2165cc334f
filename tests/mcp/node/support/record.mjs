// All messages that one transport carried, in order.
import assert from "node:assert/strict";

import { faults, schemasAreHere } from "./schema.mjs";

export class Record {
  sent = [];
  received = [];
  errors = []; // what the client complained about: answers to unknown ids, streams that broke, …

  // Listens at a transport before a client takes it.
  attach(transport) {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => {
      this.sent.push(...[message].flat());
      return send(message, options);
    };
    let handler;
    Object.defineProperty(transport, "onmessage", {
      configurable: true,
      get: () => handler,
      set: (wished) => {
        handler =
          wished &&
          ((message, extra) => {
            this.received.push(structuredClone(message));
            wished(message, extra);
          });
      },
    });
    return this;
  }

  methodOf(id) {
    return this.sent.findLast((message) => message.method !== undefined && message.id === id)?.method;
  }

  // What came in for a request: its answers, its progress.
  about(id) {
    return this.received.filter((message) => message.id === id || message.params?.progressToken === id);
  }

  requests(method) {
    return this.sent.filter((message) => message.method === method);
  }

  // The client saw nothing that it did not expect. Progress that arrives in one chunk with the answer after it does not
  // count: the clients look at the answer first, and then know the token no more.
  checkQuiet() {
    const inOneChunk = /progress notification for an unknown token/;
    assert.deepEqual(
      this.errors.map(String).filter((text) => !inOneChunk.test(text)),
      [],
    );
  }

  // Everything that came in is valid in that revision. Says false where there are no schemas to check with.
  checkSchema(revision) {
    if (!schemasAreHere) return false;
    const wrong = this.received.flatMap((message) =>
      faults(revision, message, "method" in message ? undefined : this.methodOf(message.id)).map(
        (fault) => `${fault} in ${JSON.stringify(message)}`,
      ),
    );
    assert.deepEqual(wrong, []);
    return true;
  }
}
