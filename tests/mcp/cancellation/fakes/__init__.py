"""A small MCP server for the suite's own tests: well-behaved, unless it is told to have faults."""
