// Messages of one's own choosing over the transports of the official clients.
import { LEGACY, MODERN } from "./clients.mjs";
import { HttpServer, StdioServer } from "./demo_server.mjs";
import { eventually } from "./eventually.mjs";
import { Record } from "./record.mjs";
import { Traffic } from "./traffic.mjs";

const META = "io.modelcontextprotocol/";
const identity = { name: "raw-peer", version: "1" };

export class RawPeer {
  #streams = new Map(); // of modern requests over HTTP, by id

  static async open(way, { capabilities = {} } = {}) {
    const server = way.isHttp ? await HttpServer.started() : new StdioServer();
    const peer = new RawPeer(way, server, capabilities);
    peer.transport.onmessage = () => undefined;
    peer.transport.onerror = (error) => peer.record.errors.push(error);
    await peer.transport.start();
    if (!way.isModern) await peer.#initialize();
    return peer;
  }

  constructor(way, server, capabilities) {
    this.way = way;
    this.server = server;
    this.side = server.side;
    this.capabilities = capabilities;
    this.traffic = new Traffic();
    this.transport = way.isHttp
      ? way.version.http(new URL(server.url), { fetch: this.traffic.fetch })
      : way.version.stdio(server.start);
    this.record = new Record().attach(this.transport);
  }

  async #initialize() {
    await this.request("begin", "initialize", {
      protocolVersion: LEGACY,
      capabilities: this.capabilities,
      clientInfo: identity,
    });
    this.transport.setProtocolVersion?.(LEGACY);
    await this.transport.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  }

  // Sends a request; its answer is awaited by answer().
  async send(id, method, params = {}) {
    const message = { jsonrpc: "2.0", id, method, params: { ...params, ...this.#meta(params) } };
    const stream = new AbortController();
    this.#streams.set(id, stream);
    // Over HTTP this settles with the head of the response, which a request that runs may owe for long.
    this.transport.send(message, { requestSignal: stream.signal }).catch((error) => {
      if (!stream.signal.aborted) this.record.errors.push(error);
    });
  }

  #meta(params) {
    if (!this.way.isModern) return params._meta ? { _meta: params._meta } : {};
    return {
      _meta: {
        [`${META}protocolVersion`]: MODERN,
        [`${META}clientInfo`]: identity,
        [`${META}clientCapabilities`]: this.capabilities,
        ...params._meta,
      },
    };
  }

  answer(id) {
    const isAnswer = (message) => message.method === undefined && message.id === id;
    return eventually(`an answer to ${JSON.stringify(id)}`, () => this.record.received.findLast(isAnswer));
  }

  async request(id, method, params) {
    await this.send(id, method, params);
    return this.answer(id);
  }

  // Calls a tool and waits until it reports progress.
  async running(id, name, args) {
    const progressToken = `progress of ${JSON.stringify(id)}`;
    await this.send(id, "tools/call", { name, arguments: args, _meta: { progressToken } });
    await eventually(`${name} reports progress`, () => this.record.about(progressToken).length > 0);
  }

  // As the era and the transport have it: a notification, or the end of the stream.
  async cancel(id) {
    if (this.way.isModern && this.way.isHttp) {
      this.#streams.get(id).abort();
    } else {
      await this.transport.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: id } });
    }
  }

  async close() {
    await this.transport.close().catch(() => undefined);
    await this.server.end();
  }
}
