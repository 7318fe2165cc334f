// Messages against the JSON schema of a protocol revision, where MCP_SCHEMAS names a folder with REVISION.json files.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const folder = process.env.MCP_SCHEMAS ?? "";
const DIALECT_2020 = "2020-12";
// Sums of all kinds of messages; the single kinds say more about what is wrong.
const SUMS = /^(Client|Server)(Request|Notification|Result|Message)$/;

export const schemasAreHere = folder !== "" && existsSync(folder);

class Revision {
  #ajv;
  #compiled = new Map();
  #byMethod = new Map();
  #results = new Map();
  #errors = new Map();

  constructor(name) {
    const schema = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
    this.#ajv = schema.$schema?.includes(DIALECT_2020)
      ? new Ajv2020({ strict: false, allErrors: true })
      : new Ajv({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addFormat("byte", true);
    this.key = "$defs" in schema ? "$defs" : "definitions";
    this.definitions = schema[this.key];
    this.id = `mcp://${name}/schema.json`;
    this.#ajv.addSchema({ ...schema, $id: this.id });
    for (const [kind, definition] of Object.entries(this.definitions)) this.#index(kind, definition);
  }

  #index(kind, definition) {
    if (SUMS.test(kind)) return;
    const method = definition.properties?.method?.const;
    if (method !== undefined) {
      this.#byMethod.set(method, kind);
      const result = kind.replace(/Request$/, "Result");
      if (result !== kind && result in this.definitions) this.#results.set(method, result);
    }
    for (const part of definition.properties?.error?.allOf ?? []) {
      const code = part.properties?.code?.const;
      if (code !== undefined) this.#errors.set(code, kind);
    }
  }

  #check(kind, value) {
    if (!this.#compiled.has(kind)) {
      this.#compiled.set(kind, this.#ajv.compile({ $ref: `${this.id}#/${this.key}/${kind}` }));
    }
    const validate = this.#compiled.get(kind);
    return validate(value) ? [] : validate.errors.map((error) => `${kind}${error.instancePath} ${error.message}`);
  }

  #kindThatIsThere(...kinds) {
    return kinds.find((kind) => kind in this.definitions);
  }

  // What is wrong with a message. `method` is that of the request it answers, where it does.
  faults(message, method) {
    if (typeof message.method === "string") {
      const general = "id" in message ? "JSONRPCRequest" : "JSONRPCNotification";
      return this.#check(this.#byMethod.get(message.method) ?? general, message);
    }
    if (message.error !== undefined) {
      const general = this.#kindThatIsThere("JSONRPCErrorResponse", "JSONRPCError");
      return this.#check(this.#errors.get(message.error?.code) ?? general, message);
    }
    const general = this.#check(this.#kindThatIsThere("JSONRPCResultResponse", "JSONRPCResponse"), message);
    const kind = this.#kindOfResult(message.result, method);
    return kind === undefined ? general : [...general, ...this.#check(kind, message.result)];
  }

  #kindOfResult(result, method) {
    if (result?.resultType === "input_required") return this.#kindThatIsThere("InputRequiredResult");
    if (result?.resultType === "task") return undefined; // an extension's, which no published schema describes
    if (method === "tools/call" && result?.task !== undefined) return this.#kindThatIsThere("CreateTaskResult");
    return this.#results.get(method);
  }
}

const revisions = new Map();

export function faults(revision, message, method) {
  if (!revisions.has(revision)) revisions.set(revision, new Revision(revision));
  return revisions.get(revision).faults(message, method);
}
