"""C++ examples that are no whole program: each becomes a function, all of a document one program.

A fragment may use `client`, a Client of a running daemon, and one_step(), which stands for work.
"""

import shlex
import subprocess

from support import PATIENCE

BEGINNING = """
#include <cancel/cancel.hpp>

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>

using namespace std::chrono_literals;

static void one_step(const cancel::CancellationToken& = {}) { std::this_thread::yield(); }
"""
FRAGMENT = """
static void fragment_{line}(cancel::Client& client) {{
  static_cast<void>(client);
#line {first} "document"
{text}
}}
"""
ENDING = """
int main(int, char** arguments) {{
  const std::map<int, void (*)(cancel::Client&)> fragments{{{entries}}};
  one_step();
  cancel::Client client({{.name = "example"}});
  fragments.at(std::stoi(arguments[1]))(client);
}}
"""
COMPILE = "g++ -std=c++20 -Wall -Werror -o fragments fragments.cpp $(pkg-config --cflags --libs libcancel)"


def is_whole(block):
    return "int main(" in block.text


class CppFragments:
    """Compiled when the first one is run."""

    def __init__(self, blocks, machine):
        self._blocks = [block for block in blocks if block.language == "cpp" and not is_whole(block)]
        self._machine = machine
        self._is_built = False

    def run(self, block):
        """Runs one of them to its end. Raises AssertionError with all that it printed."""
        if not self._is_built:
            self._build()
        self._execute(["./fragments", str(block.line)])

    def _build(self):
        functions = [FRAGMENT.format(line=block.line, first=block.line + 1, text=block.text)
                     for block in self._blocks]
        entries = ", ".join(f"{{{block.line}, fragment_{block.line}}}" for block in self._blocks)
        source = BEGINNING + "".join(functions) + ENDING.format(entries=entries)
        (self._machine.work / "fragments.cpp").write_text(source)
        self._execute(["sh", "-c", COMPILE])
        self._is_built = True

    def _execute(self, command):
        done = subprocess.run(command, env=self._machine.environment, cwd=self._machine.work, timeout=6 * PATIENCE,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{shlex.join(command)} ends with {done.returncode} and prints:\n{done.stdout}")
