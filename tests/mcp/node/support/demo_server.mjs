// The server under test: DEMO_SERVER names the program.
import { eventually } from "./eventually.mjs";
import { Process } from "./process.mjs";
import { SideFile } from "./side_file.mjs";

const program = process.env.DEMO_SERVER;

// How a stdio client starts it. The side file tells what its tools did.
export class StdioServer {
  constructor(parameters = []) {
    this.side = new SideFile();
    this.start = {
      command: program,
      args: ["--stdio", ...parameters],
      env: { ...process.env, SIDE_FILE: this.side.path },
      stderr: "ignore",
    };
  }

  async end() {
    this.side.remove();
  }
}

// Runs on a free port of the loopback interface until end().
export class HttpServer {
  static async started(parameters = []) {
    const server = new HttpServer(parameters);
    const ready = () =>
      /http:\/\/\S+\/mcp/.exec(server.process.output)?.[0] ?? (server.process.isRunning ? undefined : "gone");
    server.url = await eventually("demo_server says where it listens", ready);
    if (server.url === "gone") throw new Error(`demo_server did not start: ${server.process.output}`);
    return server;
  }

  constructor(parameters) {
    this.side = new SideFile();
    this.process = new Process(program, ["--http", "127.0.0.1:0", ...parameters], { SIDE_FILE: this.side.path });
  }

  async end() {
    await this.process.end();
    this.side.remove();
  }
}
