// The file to which the tools of the demo server append one JSON line when they end: what no message can show.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class SideFile {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "mcp-node-"));
    this.path = join(this.folder, "side.jsonl");
  }

  // All whole lines so far, of one tool.
  entries(tool) {
    let text = "";
    try {
      text = readFileSync(this.path, "utf8");
    } catch {
      return [];
    }
    const lines = text
      .slice(0, text.lastIndexOf("\n") + 1)
      .split("\n")
      .filter(Boolean);
    return lines.map((line) => JSON.parse(line)).filter((entry) => entry.tool === tool);
  }

  aborted(tool) {
    return this.entries(tool).filter((entry) => entry.aborted === true).length;
  }

  finished(tool) {
    return this.entries(tool).filter((entry) => entry.aborted !== true).length;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
