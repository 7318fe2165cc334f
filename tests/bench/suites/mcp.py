"""What the way of a tool call costs beside calling the tool's function."""

from .texts import pass_on


def run(bench):
    pass_on(bench, [bench.programs.mcp])
