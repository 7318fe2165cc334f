"""What a libcancel token costs beside std::stop_token."""

from .texts import pass_on


def run(bench):
    pass_on(bench, [bench.programs.token])
