"""A suite of checks of MCP cancellation, for any server, by command line or by URL."""
