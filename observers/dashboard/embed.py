#!/usr/bin/env python3
"""Turns the files of a folder into a C++ source file, so that a program needs no files beside it.

Usage: embed.py FOLDER OUTPUT DEPFILE
"""

import hashlib
import os
import pathlib
import sys

TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
BYTES_A_LINE = 100


def files_below(folder):
    """All files of the page, and all folders that were looked into: a new file in one of them matters, too."""
    files, folders = [], []
    for name, subfolders, names in os.walk(folder):
        subfolders[:] = sorted(entry for entry in subfolders if entry != "node_modules")
        folders.append(pathlib.Path(name))
        files += [pathlib.Path(name, entry) for entry in names if pathlib.Path(entry).suffix in TYPES]
    return files, folders


def literal(content):
    """Octal escapes have a fixed length, so that no digit behind one belongs to it."""
    def escaped(byte):
        return chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"
    lines = [content[at:at + BYTES_A_LINE] for at in range(0, len(content), BYTES_A_LINE)] or [b""]
    return "\n".join('        "' + "".join(map(escaped, line)) + '"' for line in lines)


def asset(folder, file):
    content = file.read_bytes()
    path = "/" + file.relative_to(folder).as_posix()
    etag = hashlib.sha256(content).hexdigest()[:32]
    return ("/" if path == "/index.html" else path,
            f'\\"{etag}\\"', TYPES[file.suffix], content)


def main(folder, output, depfile):
    folder = pathlib.Path(folder)
    files, folders = files_below(folder)
    if folder / "index.html" not in files:
        sys.exit(f"embed.py: there is no index.html in {folder}")
    assets = sorted(asset(folder, file) for file in files)
    entries = "".join(f'    {{"{path}", "{kind}", "{etag}",\n     std::string_view(\n{literal(content)},\n'
                      f'        {len(content)})}},\n' for path, etag, kind, content in assets)
    pathlib.Path(output).write_text(
        '#include <array>\n\n#include "dashboard/assets.hpp"\n\nnamespace cancel::dashboard {\n\nnamespace {\n\n'
        f'constexpr std::array<Asset, {len(assets)}> assets{{{{\n{entries}}}}};\n\n}}  // namespace\n\n'
        'std::span<const Asset> all_assets() {\n  return assets;\n}\n\n}  // namespace cancel::dashboard\n')
    needed = " ".join(str(path).replace(" ", "\\ ") for path in [*folders, *files])
    pathlib.Path(depfile).write_text(f"{output}: {needed}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
