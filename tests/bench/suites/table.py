"""Figures as a Markdown page that also reads well in a terminal. Pure."""

from .figures import losses, number, target_text

HEADINGS = ("what", "canceld", "beside it", "ratio", "target", "verdict")


def page(figures, machine, notes, headings):
    """The whole result. `headings` gives each suite's title; `notes` are sentences, such as what was skipped."""
    parts = ["# Figures", "", *machine_lines(machine), ""]
    for suite in dict.fromkeys(figure.suite for figure in figures):
        parts += [f"## {suite}: {headings.get(suite, '')}", ""]
        parts += table([figure for figure in figures if figure.suite == suite])
        parts += [""]
    parts += ["## Where canceld loses", "", *(bullets(losses(figures)) or ["Nowhere, in this run."]), ""]
    if notes:
        parts += ["## To know when reading this", "", *bullets(notes), ""]
    return "\n".join(parts)


def bullets(sentences):
    return [f"- {sentence}" for sentence in sentences]


def machine_lines(machine):
    return bullets(f"{name}: {value}" for name, value in machine.items())


def table(figures):
    return grid([HEADINGS, *(row(figure) for figure in figures)])


def row(figure):
    name = f"{figure.name}, {figure.unit}" if figure.unit else figure.name
    peer = f"{figure.peer}: {spread(figure.peer_values)}" if figure.peer_values else figure.peer
    ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
    name += f" ({figure.note})" if figure.note else ""
    return (name, spread(figure.values), peer, ratio, target_text(figure), figure.verdict)


def spread(values):
    """The median, and the smallest and greatest where there was more than one round."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    if len(ordered) == 1:
        return number(median)
    return f"{number(median)} ({number(ordered[0])} … {number(ordered[-1])})"


def grid(rows):
    """A Markdown table whose columns are aligned; the first row is its heading."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |" for cells in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return lines
