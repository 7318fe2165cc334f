// A child process that is ended with the test.
import { spawn } from "node:child_process";
import { once } from "node:events";

export class Process {
  #output = "";
  #exited;

  constructor(command, parameters, environment = {}) {
    this.child = spawn(command, parameters, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        this.#output += text;
      });
    }
    this.#exited = once(this.child, "exit").catch(() => undefined);
    this.child.on("error", (error) => {
      this.#output += `${error}\n`;
    });
  }

  // What it wrote so far, to stdout and stderr.
  get output() {
    return this.#output;
  }

  get isRunning() {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  async end() {
    if (!this.isRunning) return;
    this.child.kill("SIGTERM");
    const hard = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.#exited;
    clearTimeout(hard);
  }
}
