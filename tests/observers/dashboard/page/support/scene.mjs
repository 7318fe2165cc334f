// A real daemon, a real cancel-dashboard and the owner of some work. CANCELD, CANCEL_DASHBOARD and CANCELCTL name the
// programs.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { eventually } from "../../../../mcp/node/support/eventually.mjs";
import { Process } from "../../../../mcp/node/support/process.mjs";

const run = promisify(execFile);
const PYTHON = "/usr/bin/python3"; // Debian's, which has pyzmq

// Gives the line, all of it, in which the program says so.
async function ready(process, name) {
  const line = await eventually(`${name} is ready`, () => {
    if (!process.isRunning) throw new Error(`${name} did not start: ${process.output}`);
    return process.output.match(/^.*\bready\b.*\n/m);
  });
  return line[0];
}

export class Scene {
  static async started(options = []) {
    const scene = new Scene();
    await scene.startDaemon();
    await scene.startDashboard(options);
    return scene;
  }

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "dashboard-page-"));
    this.endpoint = `ipc://${this.folder}/command`;
    this.environment = {
      CANCEL_COMMAND_ENDPOINT: this.endpoint,
      CANCEL_EVENT_ENDPOINT: `ipc://${this.folder}/event`,
      HOME: this.folder,
    };
    this.owner = spawn(PYTHON, [fileURLToPath(new URL("commands.py", import.meta.url)), this.endpoint], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.replies = createInterface({ input: this.owner.stdout })[Symbol.asyncIterator]();
  }

  async startDaemon() {
    this.daemon = new Process(process.env.CANCELD, ["--db", join(this.folder, "cancel.db")], this.environment);
    await ready(this.daemon, "canceld");
  }

  // As a power cut would.
  async killDaemon() {
    this.daemon.child.kill("SIGKILL");
    await eventually("the daemon is gone", () => !this.daemon.isRunning);
  }

  // The same daemon with an empty log.
  async replaceLog() {
    await this.daemon.end();
    for (const name of readdirSync(this.folder)) if (name.startsWith("cancel.db")) rmSync(join(this.folder, name));
    await this.startDaemon();
  }

  async startDashboard(options = []) {
    this.options = options;
    const listen = this.url ? new URL(this.url).host : "127.0.0.1:0";
    this.dashboard = new Process(process.env.CANCEL_DASHBOARD, ["--listen", listen, ...options], this.environment);
    this.url = (await ready(this.dashboard, "cancel-dashboard")).match(/http:\S+/)[0];
  }

  async stopDashboard() {
    await this.dashboard.end();
  }

  tokenFile(token) {
    const file = join(this.folder, "token");
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    return file;
  }

  // Several commands in one message; gives their results.
  async batch(calls) {
    this.owner.stdin.write(`${JSON.stringify(calls)}\n`);
    const { value } = await this.replies.next();
    return JSON.parse(value).map((reply) => {
      if (reply.error) throw new Error(JSON.stringify(reply.error));
      return reply.result;
    });
  }

  async call(method, params = {}) {
    const [result] = await this.batch([[method, params]]);
    return result;
  }

  // An operation that has all the time in the world to stop.
  begin(id, more = {}) {
    return this.call("operation/start", { id, tool: "search", graceMs: 600_000, ...more });
  }

  // All events of `types` that the log has.
  async logged(types) {
    const { stdout } = await run(process.env.CANCELCTL, ["events", "--json"], {
      env: { ...process.env, ...this.environment },
      maxBuffer: 1 << 28,
    });
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .filter((event) => types.includes(event.type));
  }

  async end() {
    this.owner.stdin.end();
    await this.dashboard?.end();
    await this.daemon?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
