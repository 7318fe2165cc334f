"""Pictures of growth: a curve is data, gnuplot makes an SVG of it."""

import dataclasses
import shutil
import statistics
import subprocess

COLOURS = ("#0b6e99", "#c2410c", "#4d7c0f", "#7e22ce")


@dataclasses.dataclass
class Curve:
    """`series` maps a label to its points (x, y); `scattered` names the labels whose points are not joined."""

    name: str  # of the file, without its ending
    title: str
    x_label: str
    y_label: str
    series: dict
    scattered: tuple = ()
    logarithmic: bool = False

    def as_json(self):
        return dataclasses.asdict(self)


def script(curve, path):
    """What gnuplot is told, data included."""
    lines = ["set terminal svg size 760,420 font 'sans-serif,13' background '#ffffff'",
             f"set output {quoted(path)}", f"set title {quoted(curve.title)}", f"set xlabel {quoted(curve.x_label)}",
             f"set ylabel {quoted(curve.y_label)}", "set yrange [0:*]", "set grid linecolor '#dddddd'",
             "set key below", *(f"set format {axis} '{form}'" for axis, form in forms(curve).items())]
    if curve.logarithmic:
        lines.append("set logscale x")
    drawn = {label: points for label, points in curve.series.items() if points}
    for index, points in enumerate(drawn.values()):
        lines += [f"$data{index} << end", *(f"{x} {y}" for x, y in points), "end"]
    lines.append("plot " + ", ".join(plotted(curve, index, label) for index, label in enumerate(drawn)))
    return "\n".join(lines) + "\n"


def plotted(curve, index, label):
    style = "points" if label in curve.scattered else "linespoints linewidth 2"
    return (f"$data{index} using 1:2 with {style} pointtype 7 pointsize 0.4 "
            f"linecolor '{COLOURS[index % len(COLOURS)]}' title {quoted(label)}")


def forms(curve):
    """How numbers stand at each axis: great ones with k, M or G."""
    greatest = [max(point[place] for points in curve.series.values() for point in points) for place in (0, 1)]
    return {axis: "%.1s%c" if value >= 10_000 else "%g" for axis, value in zip("xy", greatest)}


def growth(name, title, x_label, y_label, points):
    """A curve of medians, with every round beside it; `points` are (x, values)."""
    return Curve(name, title, x_label, y_label, {
        "median": [(x, statistics.median(values)) for x, values in points],
        "each round": [(x, value) for x, values in points for value in values],
    }, scattered=("each round",))


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


def draw(curve, path):
    """Draws it into the file `path`. Returns why not, or an empty text."""
    if not any(curve.series.values()):
        return "no points"
    if shutil.which("gnuplot") is None:
        return "gnuplot is not installed"
    done = subprocess.run(["gnuplot"], input=script(curve, path), text=True, capture_output=True, timeout=60)
    return done.stderr.strip() if done.returncode else ""
