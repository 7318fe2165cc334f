"""What one message costs on its way through the codec."""

from .programs import Skipped
from .texts import pass_on


def run(bench):
    if not bench.programs.wire.exists():
        raise Skipped("built without Google Benchmark (package libbenchmark-dev)")
    pass_on(bench, [bench.programs.wire, f"--benchmark_min_time={bench.choose(0.02, 0.5)}", "--benchmark_color=false"])
