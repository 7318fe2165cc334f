"""The command line."""

import argparse
import dataclasses
import json
import shlex

from .presets import PRESETS
from .tool_calls import ToolCall, Tools
from .verdicts import UsageError

_DESCRIPTION = """\
Checks how an MCP server handles cancellation, over stdio, Streamable HTTP or both, in both eras of the protocol:
legacy (up to 2025-11-25) and modern (2026-07-28). Prints one row a check, with the reason of all that did not pass."""

_EPILOG = """\
examples:
  run --stdio my-server --flag                          find the tools by tools/list
  run --preset everything --stdio node .../server-everything/dist/index.js
  run --url http://127.0.0.1:3001/mcp --era legacy
  run --start-http 'my-server --port 8080' --url http://127.0.0.1:8080/mcp
  run --slow-tool sleep --slow-args '{"ms": "$milliseconds"}' --fast-tool echo --fast-args '{"text": "hi"}' \\
      --side-file-env SIDE_FILE --stdio my-server
  run --only race --only 'id-*' --stdio my-server
  run --list

tools:
  In arguments "$seconds", "$milliseconds" and "$steps" stand for numbers that the checks choose. Without one of the
  first two every call takes --slow-seconds.

side file:
  Each tool appends one line of JSON when it ends: {"tool": "NAME", "aborted": true or false}. It shows what no message
  shows: that the work stopped. Without it these checks are skipped.

exit status:
  0  all passed
  1  something failed, or an expected failure did not
  2  usage
  3  the server could not be started or reached
"""

_ROLES = {"fast": "answers at once", "slow": "runs for seconds, reports progress, stops when it is cancelled",
          "stubborn": "ignores cancellation and goes on reporting progress",
          "child": "starts a process that runs for minutes", "task": "can run as a task"}


@dataclasses.dataclass
class Options:
    stdio: list | None = None
    url: str | None = None
    start_http: list | None = None
    eras: tuple = ("legacy", "modern")
    only: tuple = ()
    tools: Tools = Tools()
    side_file_env: str | None = None
    side_file: str | None = None
    patience: float = 5.0
    pace: float = 1.0
    stop_within: float = 1.0
    exit_within: float = 2.0
    start_within: float = 20.0
    expected_failures: str | None = None
    json: bool = False
    list: bool = False
    measured: bool = False
    trace: str | None = None
    colour: str = "auto"


def _parser():
    parser = argparse.ArgumentParser(prog="run", description=_DESCRIPTION, epilog=_EPILOG, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    server = parser.add_argument_group("the server")
    server.add_argument("--stdio", nargs=argparse.REMAINDER, metavar="COMMAND",
                        help="speak to this program over stdin and stdout; takes the rest of the line")
    server.add_argument("--url", help="speak to a server that runs, over Streamable HTTP")
    server.add_argument("--start-http", metavar="COMMAND",
                        help="start this program first; the URL is --url, or the first http://… that it prints")
    server.add_argument("--era", choices=("legacy", "modern", "both"), default="both")
    tools = parser.add_argument_group("its tools")
    tools.add_argument("--preset", choices=sorted(PRESETS), help="a server whose tools are known")
    for role, what in _ROLES.items():
        tools.add_argument(f"--{role}-tool", metavar="NAME", help=f"a tool that {what}")
        tools.add_argument(f"--{role}-args", metavar="JSON", help="its arguments")
    tools.add_argument("--slow-seconds", type=float, default=5.0, metavar="SECONDS",
                       help="how long tools take whose time cannot be chosen (default 5)")
    tools.add_argument("--side-file-env", metavar="NAME",
                       help="environment variable in which a started server gets the path of its side file")
    tools.add_argument("--side-file", metavar="PATH", help="the side file of the server at --url")
    run = parser.add_argument_group("the run")
    run.add_argument("--only", action="append", default=[], metavar="NAME",
                     help="only checks whose id contains NAME, or matches it with * and ?; may be repeated")
    run.add_argument("--list", action="store_true", help="list the checks with the rules that they check, run nothing")
    run.add_argument("--expected-failures", metavar="FILE",
                     help="lines of CHECK[@COLUMN] REASON; these may fail, and must")
    run.add_argument("--patience", type=float, default=5.0, metavar="SECONDS",
                     help="how long to wait for what must come (default 5)")
    run.add_argument("--pace", type=float, default=1.0, metavar="FACTOR",
                     help="how long the calls take that the checks wait for; less is faster and less sure (default 1)")
    run.add_argument("--stop-within", type=float, default=1.0, metavar="SECONDS",
                     help="in what time a cancelled tool must stop (default 1)")
    run.add_argument("--exit-within", type=float, default=2.0, metavar="SECONDS",
                     help="in what time processes and streams must end (default 2)")
    run.add_argument("--start-within", type=float, default=20.0, metavar="SECONDS",
                     help="in what time the program of --start-http must be ready (default 20)")
    out = parser.add_argument_group("the report")
    out.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    out.add_argument("--measured", action="store_true", help="print also what the passed checks measured")
    out.add_argument("--colour", choices=("auto", "always", "never"), default="auto")
    out.add_argument("--trace", metavar="FILE", help="write every message that is sent or received to FILE")
    return parser


def parse(arguments):
    """Options from the command line. Exits with 2, or raises UsageError, if they make no sense."""
    given = _parser().parse_args(arguments)
    preset, side_env = PRESETS[given.preset] if given.preset else (Tools(), None)
    tools = Tools(**{role: _tool(given, role) or getattr(preset, role) for role in _ROLES})
    if given.stdio is not None and not given.stdio:
        raise UsageError("--stdio needs a command")
    options = Options(
        stdio=given.stdio, url=given.url, start_http=_command(given.start_http),
        eras=("legacy", "modern") if given.era == "both" else (given.era,), only=tuple(given.only), tools=tools,
        side_file_env=given.side_file_env or side_env, side_file=given.side_file, patience=given.patience,
        pace=given.pace, stop_within=given.stop_within, exit_within=given.exit_within, start_within=given.start_within,
        expected_failures=given.expected_failures, json=given.json, list=given.list, measured=given.measured,
        trace=given.trace, colour=given.colour)
    if not options.list and not (options.stdio or options.url or options.start_http):
        raise UsageError("name a server: --stdio COMMAND, --url URL or --start-http COMMAND")
    return options


def _command(text):
    return shlex.split(text) if text else None


def _tool(given, role):
    name, text = getattr(given, f"{role}_tool"), getattr(given, f"{role}_args")
    if name is None:
        if text is not None:
            raise UsageError(f"--{role}-args needs --{role}-tool")
        return None
    try:
        arguments = json.loads(text) if text else {}
    except ValueError as error:
        raise UsageError(f"--{role}-args: {error}") from error
    if not isinstance(arguments, dict):
        raise UsageError(f"--{role}-args: not a JSON object")
    return ToolCall(name, arguments, given.slow_seconds)
