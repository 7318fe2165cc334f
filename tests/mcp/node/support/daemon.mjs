// A canceld of one's own, and what it remembers. CANCELD and CANCELCTL name the programs.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { eventually } from "./eventually.mjs";
import { Process } from "./process.mjs";

const run = promisify(execFile);

export class Daemon {
  static async started() {
    const daemon = new Daemon();
    const isReady = () => {
      if (!daemon.process.isRunning) throw new Error(`canceld did not start: ${daemon.process.output}`);
      return /\bready\b/.test(daemon.process.output);
    };
    await eventually("canceld is ready", isReady);
    return daemon;
  }

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "mcp-node-"));
    this.endpoint = `ipc://${this.folder}/command`;
    this.environment = { CANCEL_COMMAND_ENDPOINT: this.endpoint, CANCEL_EVENT_ENDPOINT: `ipc://${this.folder}/event` };
    this.process = new Process(process.env.CANCELD, ["--db", join(this.folder, "cancel.db")], this.environment);
  }

  // The cancellations of one tool's calls, as `cancelctl history` has them.
  async history(tool) {
    const { stdout } = await run(process.env.CANCELCTL, ["history", "--json"], {
      env: { ...process.env, ...this.environment },
    });
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .filter((entry) => entry.tool === tool);
  }

  async end() {
    await this.process.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
