"""Whether the layers hold: for each layer, what it may not touch must not compile with that layer's own flags."""

import json
import pathlib
import re
import shlex
import subprocess
import sys
import unittest

SOURCE = sys.argv.pop()
BUILD = sys.argv.pop()

HEADERS = {
    "domain": '#include "cancel/domain/state.hpp"',
    "ports": '#include "cancel/ports/event_log.hpp"',
    "wire": '#include "cancel/wire/event_codec.hpp"',
    "store": '#include "cancel/store/sqlite_event_log.hpp"',
    "transport": '#include "cancel/transport/zmq_command_channel.hpp"',
    "system": '#include "cancel/system/system_clock.hpp"',
    "http": '#include "cancel/http/server.hpp"',
    "token": '#include "cancel/token/cancellation_source.hpp"',
    "posix": '#include "cancel/posix/child_process.hpp"',
    "client": '#include "cancel/client/rpc_client.hpp"',
    "c": '#include "cancel/cancel.h"',
    "mcp": '#include "cancel/mcp/server.hpp"',
    "service": '#include "cancel/service/service.hpp"',
}
FOLDERS = {"service": "daemon/service", "token": "libcancel/client/token", "posix": "libcancel/client/posix",
           "c": "libcancel/client/c"}  # where not libcancel/LAYER
ARCHIVES = {"mcp": "mcp_server"}  # where not of the layer's name
PACKAGES = {
    "sqlite": "#include <sqlite3.h>",
    "zmq": "#include <zmq.h>",
    "cppzmq": "#include <zmq.hpp>",
    "rapidjson": "#include <rapidjson/document.h>",
    "spdlog": "#include <spdlog/spdlog.h>",
    "toml++": "#include <toml++/toml.h>",
    "cli11": "#include <CLI/CLI.hpp>",
    "libevent": "#include <event2/event.h>",
}
EFFECTS = {
    "wall clock": "#include <chrono>\nauto probe = std::chrono::system_clock::now();",
    "steady clock": "#include <chrono>\nauto probe = std::chrono::steady_clock::now();",
    "thread": "#include <thread>\nstd::thread probe;",
    "mutex": "#include <mutex>\nstd::mutex probe;",
    "randomness": "#include <random>\nstd::random_device probe;",
    "file": "#include <fstream>\nstd::ifstream probe;",
    "environment": "#include <cstdlib>\nauto probe = getenv(\"HOME\");",
    "output": "#include <iostream>\nauto& probe = std::cout;",
}
ALL = {**HEADERS, **PACKAGES, **EFFECTS}

# What each layer may use; everything else of ALL must be refused.
EVERY_EFFECT = set(EFFECTS)
TOOLS = {"toml++", "cli11"}  # the programs' own; refused by name in the pure layers alone
MAY_USE = {
    "domain": {"domain"},
    "service": {"domain", "ports", "service"},
    "wire": {"domain", "wire", "rapidjson"} | TOOLS | EVERY_EFFECT,
    "store": {"domain", "ports", "wire", "store", "sqlite"} | TOOLS | EVERY_EFFECT,
    "transport": {"domain", "ports", "wire", "transport", "zmq", "cppzmq"} | TOOLS | EVERY_EFFECT,
    "system": {"domain", "ports", "system"} | TOOLS | EVERY_EFFECT,
    "http": {"http", "libevent"} | TOOLS | EVERY_EFFECT,
    "token": {"domain", "token"} | TOOLS | EVERY_EFFECT,
    "posix": {"domain", "token", "posix"} | TOOLS | EVERY_EFFECT,
    "c": {"domain", "ports", "wire", "token", "client", "c"} | TOOLS | EVERY_EFFECT,
    "mcp": {"domain", "ports", "wire", "token", "posix", "client", "mcp", "rapidjson"} | TOOLS | EVERY_EFFECT,
    "client": {"domain", "ports", "wire", "transport", "system", "token", "client", "zmq", "cppzmq", "rapidjson"} | TOOLS
    | EVERY_EFFECT,
}


# Of libcancel/mcp, which is several libraries with one include root: what each folder may include of the others.
MCP_FOLDERS = {
    "json": set(),
    "requests": {"json"},
    "calls": {"json", "requests"},
    "tools": {"json", "requests", "calls"},
    "executor": {"json", "requests", "calls"},
    "tasks": {"json", "requests", "calls", "tools", "executor"},
    "cancellation_methods": {"json", "requests", "calls"},
    "server": {"json", "requests", "calls", "tools", "executor", "tasks", "cancellation_methods"},
    "stdio": {"json", "requests", "server"},
    "http": {"json", "requests", "server"},
}


def flags_of_layers():
    with open(f"{BUILD}/compile_commands.json") as file:
        commands = json.load(file)
    flags = {}
    for layer in MAY_USE:
        of_layer = [command for command in commands if f"libcancel_{ARCHIVES.get(layer, layer)}.a.p/" in command["output"]]
        assert of_layer, f"no file of {layer} is compiled"
        flags[layer] = of_layer[0]
    return flags


def without_output(arguments):
    """The compiler and its flags, without what names the source, the output and the dependency file."""
    kept = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in ("-o", "-MF", "-MQ", "-c"):  # each has a name behind it
            skip = True
        elif argument not in ("-MD",) and not argument.startswith("-Werror"):
            kept.append(argument)
    return kept


class Layering(unittest.TestCase):
    flags = flags_of_layers()

    def compiles(self, layer, code):
        command = self.flags[layer]
        arguments = without_output(shlex.split(command["command"]))
        probe = subprocess.run(arguments + ["-w", "-Wfatal-errors", "-fsyntax-only", "-x", "c++", "-"], input=code, text=True,
                               cwd=command["directory"], capture_output=True)
        return probe.returncode == 0

    def test_every_layer_compiles_what_it_may_use(self):
        for layer in MAY_USE:
            code = "\n".join(HEADERS[name] for name in sorted(MAY_USE[layer] & set(HEADERS)))
            with self.subTest(layer=layer):
                self.assertTrue(self.compiles(layer, code))

    def test_every_probe_compiles_where_nothing_guards(self):
        command = self.flags["client"]
        compiler = shlex.split(command["command"])[0:2]
        compiler = compiler if compiler[0] == "ccache" else compiler[:1]
        roots = [f"-I{SOURCE}/{FOLDERS.get(layer, f'libcancel/{layer}')}/include" for layer in HEADERS]
        for name, code in ALL.items():
            with self.subTest(probe=name):
                probe = subprocess.run(compiler + ["-std=c++20", "-w", "-fsyntax-only", "-x", "c++", "-"] + roots,
                                       input=code, text=True, capture_output=True)
                self.assertEqual(probe.returncode, 0, probe.stderr[:500])

    def test_no_layer_compiles_what_it_may_not_use(self):
        for layer, allowed in MAY_USE.items():
            for name in sorted(set(ALL) - allowed):
                with self.subTest(layer=layer, touches=name):
                    self.assertFalse(self.compiles(layer, ALL[name]), f"{layer} can use {name}")

    def test_no_folder_of_mcp_includes_what_stands_above_it(self):
        for folder, allowed in MCP_FOLDERS.items():
            for path in pathlib.Path(SOURCE, "libcancel/mcp", folder).iterdir():
                used = set(re.findall(r'#include "(\w+)/[\w/]+\.hpp"', path.read_text())) & set(MCP_FOLDERS)
                with self.subTest(file=path.name):
                    self.assertLessEqual(used, allowed | {folder})

    def test_every_folder_of_mcp_is_known_here(self):
        folders = {path.name for path in pathlib.Path(SOURCE, "libcancel/mcp").iterdir() if path.is_dir()}
        self.assertEqual(folders - {"include"}, set(MCP_FOLDERS))


if __name__ == "__main__":
    unittest.main()
