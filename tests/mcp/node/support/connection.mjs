// A client that is connected to a demo server, with a record of all that went over the wire.
import { HttpServer, StdioServer } from "./demo_server.mjs";
import { eventually, outcome } from "./eventually.mjs";
import { Record } from "./record.mjs";
import { Traffic } from "./traffic.mjs";

export class Connection {
  // Starts a server of its own, or takes one that runs.
  static async open(way, { server, parameters = [], clientOptions = {}, httpOptions = {} } = {}) {
    const own = server === undefined;
    server ??= way.isHttp ? await HttpServer.started(parameters) : new StdioServer(parameters);
    const connection = new Connection(way, server, own, clientOptions, httpOptions);
    try {
      await connection.client.connect(connection.transport);
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  }

  constructor(way, server, ownsServer, clientOptions, httpOptions) {
    this.way = way;
    this.server = server;
    this.side = server.side;
    this.ownsServer = ownsServer;
    this.traffic = new Traffic();
    this.transport = way.isHttp
      ? way.version.http(new URL(server.url), { fetch: this.traffic.fetch, ...httpOptions })
      : way.version.stdio(server.start);
    this.record = new Record().attach(this.transport);
    this.client = way.version.client(way.revision, clientOptions);
    this.client.onerror = (error) => this.record.errors.push(error);
  }

  call(name, args, options = {}) {
    return this.way.version.callTool(this.client, { name, arguments: args }, options);
  }

  // A call that runs: it has reported progress. Gives its promise, made safe, and the means to abort it.
  async running(name, args, options = {}) {
    const controller = new AbortController();
    const progress = [];
    const own = { ...args };
    const settled = outcome(
      this.call(name, own, { signal: controller.signal, onprogress: (step) => progress.push(step), ...options }),
      name,
      60_000,
    );
    await eventually(`${name} reports progress`, () => progress.length > 0);
    const { id } = this.record.requests("tools/call").find((message) => message.params.arguments === own);
    return { id, settled, progress, abort: (reason) => controller.abort(reason) };
  }

  // An exchange of its own: on a channel that keeps the order, what the server sent before has come by then.
  async barrier() {
    await this.call("echo", { message: "barrier" });
  }

  async close() {
    await this.client.close().catch(() => undefined);
    if (this.ownsServer) await this.server.end();
  }
}

// Runs `body(connection)` and checks what came in; ends everything.
export async function connected(t, way, body, options = {}) {
  const connection = await Connection.open(way, options);
  try {
    await body(connection);
    if (!connection.record.checkSchema(way.revision))
      t.diagnostic("the schemas are not here: messages are not validated");
  } finally {
    await connection.close();
  }
}
