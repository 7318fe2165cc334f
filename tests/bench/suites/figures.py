"""Figures, what they are judged by, and how that is said. Pure: no clocks, files or processes."""

import dataclasses
import math
import statistics

AT_MOST = "at most"
AT_LEAST = "at least"


@dataclasses.dataclass(frozen=True)
class Target:
    """What a figure should reach. `of` says what is compared: the ratio to the peer, or the value itself."""

    bound: str  # AT_MOST or AT_LEAST
    value: float
    of: str = "ratio"

    def shortfall(self, reached):
        """By which part of the target it is missed; 0 or less where it is met."""
        if self.bound == AT_MOST:
            return reached / self.value - 1
        return 1 - reached / self.value

    def verdict(self, reached):
        missed = self.shortfall(reached)
        if missed <= 0:
            return "met"
        return f"missed by {max(1, round(100 * missed))} %"


def ratio_at_most(value):
    return Target(AT_MOST, value)


def ratio_at_least(value):
    return Target(AT_LEAST, value)


def at_most(value):
    return Target(AT_MOST, value, "value")


def at_least(value):
    return Target(AT_LEAST, value, "value")


@dataclasses.dataclass
class Figure:
    """One measured thing: a value a round, and those of what it is compared with, if anything."""

    suite: str
    name: str
    unit: str
    values: list
    peer: str = ""
    peer_values: list = dataclasses.field(default_factory=list)
    target: Target = None
    more_is_better: bool = False
    note: str = ""
    rival: bool = False  # the peer is another program, not canceld under other circumstances

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def peer_median(self):
        return statistics.median(self.peer_values) if self.peer_values else None

    @property
    def ratio(self):
        """Of the medians; None without a peer that was measured."""
        return self.median / self.peer_median if self.peer_median else None

    @property
    def reached(self):
        """What the target is compared with; None where that was not measured."""
        if self.target is None:
            return None
        return self.median if self.target.of == "value" else self.ratio

    @property
    def verdict(self):
        if self.target is None:
            return ""
        return "not measured" if self.reached is None else self.target.verdict(self.reached)

    @property
    def missed(self):
        return self.verdict.startswith("missed")

    @property
    def behind_rival(self):
        if not self.rival or self.ratio is None:
            return False
        return self.ratio < 1 if self.more_is_better else self.ratio > 1

    def as_json(self):
        """Everything measured and everything derived from it, as JSON's types."""
        fields = dataclasses.asdict(self)
        fields["target"] = dataclasses.asdict(self.target) if self.target else None
        derived = {"median": self.median, "peer_median": self.peer_median, "ratio": self.ratio, "verdict": self.verdict}
        return {**fields, **derived}


def quantile(values, part):
    """The value below or at which this part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(part * len(ordered)) - 1))]


def losses(figures):
    """One sentence for each figure that misses its target or stays behind another program, worst first."""
    found = [figure for figure in figures if figure.missed or figure.behind_rival]
    found.sort(key=lambda figure: (not figure.missed, -_distance(figure)))
    return [_loss(figure) for figure in found]


def _distance(figure):
    if figure.missed:
        return figure.target.shortfall(figure.reached)
    return abs(math.log(figure.ratio)) if figure.ratio > 0 else math.inf


def _loss(figure):
    parts = [f"{figure.suite}: {figure.name}:"]
    if figure.ratio is not None:
        parts.append(f"{figure.ratio:.2f} x {figure.peer}")
    else:
        parts.append(f"{number(figure.median)} {figure.unit}")
    if figure.target:
        parts.append(f"(target {target_text(figure)}: {figure.verdict})")
    return " ".join(parts)


def number(value):
    """At least three significant digits, thousands apart: 1,234,567 or 12.3 or 0.0123."""
    if value is None:
        return ""
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:.3g}"


def target_text(figure):
    if figure.target is None:
        return ""
    sign = "≤" if figure.target.bound == AT_MOST else "≥"
    return f"{sign} {figure.target.value:g} x" if figure.target.of == "ratio" else \
        f"{sign} {number(figure.target.value)} {figure.unit}"
