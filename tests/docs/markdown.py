"""Code blocks, links and headings of a Markdown file."""

import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Block:
    """What stands between two fences, or is indented. `line` is the one on which it begins, fence included."""

    language: str
    options: dict  # key=value behind the language
    text: str
    line: int


class UnendedBlock(Exception):
    pass


PICTURE = "picture"  # the language of an indented block that is neither SQL nor a command

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
LINK = re.compile(r"\[[^\]\n]*(?:\n[^\]\n]*)?\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*?) *$")
SQL = re.compile(r"(SELECT|WITH|PRAGMA|EXPLAIN)\b")
COMMAND = re.compile(r"(\$ |\./|(sqlite3|canceld|cancelctl|cancel-tail|meson|ninja|sudo|export) )")


def blocks(path):
    """All blocks of a file, in order."""
    fenced, rest = _split(path)
    return sorted([*fenced, *_indented(rest)], key=lambda block: block.line)


def prose(path):
    """The file's lines without what stands between fences."""
    return [line for _, line in _split(path)[1]]


def links(path):
    return LINK.findall("\n".join(prose(path)))


def anchors(path):
    """What the headings are called in links: lower case, without punctuation, spaces as hyphens."""
    headings = [match[1] for match in map(HEADING.match, prose(path)) if match]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _split(path):
    """The fenced blocks, and all other lines with their numbers."""
    found, rest, inside, fence = [], [], [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        mark = FENCE.match(line)
        if fence is None and mark:
            fence, words, first = mark[1], mark[2].split(), number
        elif fence is None:
            rest.append((number, line))
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            options = dict(word.partition("=")[::2] for word in words[1:])
            found.append(Block(words[0] if words else "", options, "\n".join(inside) + "\n", first))
            rest.append((number, ""))
            inside, fence = [], None
        else:
            inside.append(line)
    if fence is not None:
        raise UnendedBlock(f"{path}:{first}: the block has no end")
    return found, rest


def _indented(lines):
    found, inside, before = [], [], ""
    for number, line in [*lines, (0, "end")]:
        if line.startswith("    ") and (inside or not before.strip()):
            inside.append((number, line[4:]))
        elif inside and line.strip():
            found.append(_without_fence(inside))
            inside = []
        elif inside:
            inside.append((number, ""))
        before = line
    return found


def _without_fence(lines):
    """An indented block. It does not say its language, so its first words do; what a command prints is not shown."""
    text = "\n".join(line for _, line in lines).rstrip() + "\n"
    first = lines[0][0]
    if SQL.match(text):
        return Block("sql", {}, text, first)
    if COMMAND.match(text):
        commands = [line.removeprefix("$ ") for line in text.splitlines() if line]
        return Block("console", {}, "".join(f"$ {command}\n…\n" for command in commands), first)
    return Block(PICTURE, {}, text, first)
