"""Who has installed libcancel can compile, link and run programs with it, and meets nothing of what is inside."""

import concurrent.futures
import os
import pathlib
import re
import unittest

from installation import Installation, run

FOLDER = pathlib.Path(__file__).resolve().parent
PROGRAM = FOLDER / "local_work.cpp"
MCP_PROGRAM = FOLDER / "local_server.cpp"
PROGRAM_IN_C = FOLDER / "local_work_in_c.c"
PRINTS = """called
parent_cancelled: enough
1
the daemon can not be reached
1970-01-01T00:00:00.000000Z
somewhere
"""
OFFERED = re.compile(r"(typeinfo (name )?for |vtable for |VTT for |guard variable for |void )?cancel::|cancel_\w+$")


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)

    def test_a_program_is_built_with_pkg_config_and_runs_on_the_shared_library(self):
        program = self.installation.build(PROGRAM)
        self.assertIn("libcancel.so.0", run("readelf", "-d", program))
        self.assertEqual(self.installation.start(program), PRINTS)

    def test_a_program_needs_no_shared_library_where_the_static_one_is_linked(self):
        static = Installation()
        self.addCleanup(static.close)
        for library in static.shared_library.parent.glob("libcancel.so*"):
            library.unlink()
        program = static.build(PROGRAM, "--static")
        self.assertNotIn("libcancel", run("readelf", "-d", program))
        self.assertEqual(static.start(program), PRINTS)

    def test_a_program_in_c_is_built_likewise_and_runs(self):
        program = self.installation.build(PROGRAM_IN_C, language=("-x", "c", "-std=c11"))
        self.assertEqual(self.installation.start(program), "1 1\n")

    def test_an_mcp_server_is_built_with_pkg_config_and_runs(self):
        program = self.installation.build(MCP_PROGRAM, package="libcancel-mcp")
        self.assertIn("libcancel-mcp.so.0", run("readelf", "-d", program))
        self.assertEqual(self.installation.start(program), "Echo: hello\n")

    def test_an_mcp_server_needs_no_shared_library_of_ours_where_the_static_ones_are_linked(self):
        static = Installation()
        self.addCleanup(static.close)
        for library in static.shared_library.parent.glob("libcancel*.so*"):
            library.unlink()
        program = static.build(MCP_PROGRAM, "--static", package="libcancel-mcp")
        self.assertNotIn("libcancel", run("readelf", "-d", program))
        self.assertEqual(static.start(program), "Echo: hello\n")

    def test_every_header_compiles_alone_and_without_a_warning(self):
        def check(header):
            if header.endswith(".h"):
                self.installation.check(f"#include <{header}>\n", "c", "c11")
            self.installation.check(f"#include <{header}>\n")
        headers = self.installation.headers()
        self.assertIn("cancel/cancel.hpp", headers)
        self.assertGreater(len(headers), 25)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
            for _ in threads.map(check, headers):
                pass

    def test_the_library_offers_its_own_names_and_nothing_else(self):
        listed = run("nm", "-D", "-C", "--defined-only", self.installation.shared_library)
        names = [line.split(maxsplit=2)[2] for line in listed.splitlines()]
        self.assertTrue(any(name.startswith("cancel::Client::start(") for name in names))
        self.assertIn("cancel_version", names)
        self.assertEqual([name for name in names if not OFFERED.match(name)], [])

    def test_the_library_has_a_version_and_needs_no_database(self):
        read = run("readelf", "-d", self.installation.shared_library)
        self.assertRegex(read, r"SONAME.*\[libcancel\.so\.0\]")
        self.assertIn("libzmq", read)
        self.assertNotIn("sqlite", read)

    def test_pkg_config_tells_the_version_and_the_standard(self):
        version = self.installation.flags("--modversion")[0]
        self.assertTrue(self.installation.shared_library.name.endswith(f".so.{version}"))
        self.assertEqual(self.installation.flags("--variable=cxx_standard"), ["c++20"])

    def test_programs_documents_and_examples_are_installed(self):
        for name in ["canceld", "cancelctl", "cancel-tail", "cancel-top", "cancel-exporter", "cancel-dashboard"]:
            with self.subTest(program=name):
                self.assertRegex(run(self.installation.find(name), "--version"), r"\d+\.\d+\.\d+")
        for name in ["client.md", "mcp.md", "protocol.md", "worker.cpp", "canceld.1", "cancel-top.1",
                     "cancel-exporter.1", "cancel-dashboard.1", "monitoring.md", "alerts.yml", "grafana.json", "uPlot-LICENSE", "_cancel-top"]:
            self.installation.find(name)


if __name__ == "__main__":
    unittest.main()
