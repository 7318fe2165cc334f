// The official clients, made alike: what differs between their versions stays in this file.
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";

export const LEGACY = "2025-11-25";
export const MODERN = "2026-07-28";

const identity = { name: "official-client", version: "1" };

class VersionOne {
  static stdio = (start) => new StdioV1(start);
  static http = (url, options) => new HttpV1(url, options);

  static client(_revision, options) {
    return new ClientV1(identity, options);
  }

  static callTool(client, call, options) {
    return client.callTool(call, undefined, options);
  }
}

class VersionTwo {
  static stdio = (start) => new StdioV2(start);
  static http = (url, options) => new HttpV2(url, options);

  static client(revision, options) {
    const mode = revision === MODERN ? "auto" : "legacy";
    return new ClientV2(identity, { ...options, versionNegotiation: { mode } });
  }

  static callTool(client, call, options) {
    return client.callTool(call, options);
  }
}

// One way to reach a server: which client, over what, in which revision.
class Way {
  constructor(version, transport, revision) {
    this.version = version;
    this.transport = transport;
    this.revision = revision;
    this.isModern = revision === MODERN;
    this.isHttp = transport === "http";
    const era = this.isModern ? "modern" : "legacy";
    this.name = `client ${version === VersionOne ? "v1" : "v2"} over ${transport}, ${era}`;
  }
}

export const ways = [
  new Way(VersionOne, "stdio", LEGACY),
  new Way(VersionOne, "http", LEGACY),
  new Way(VersionTwo, "stdio", LEGACY),
  new Way(VersionTwo, "http", LEGACY),
  new Way(VersionTwo, "stdio", MODERN),
  new Way(VersionTwo, "http", MODERN),
];

export const httpWays = ways.filter((way) => way.isHttp);
