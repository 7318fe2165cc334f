"""What `meson install` makes of a build, in a folder of its own."""

import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile

WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror"]


def run(*command, **options):
    """Runs a command; returns what it prints. Its complaints are those of the test."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL if "input" not in options else None,
                          capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))} ends with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class Installation:
    """Nothing is built for it, so the build has to be complete. close() removes it."""

    def __init__(self):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="cancel-install-", dir="/tmp"))
        self.root = self._folder / "root"
        run(os.environ["MESON"], "install", "-C", os.environ["CANCEL_BUILD"], "--no-rebuild", "--destdir", self.root,
            "--tags", "runtime,devel,doc,man")
        self.shared_library = self.find("libcancel.so").resolve()
        self.work = self._folder / "work"
        self.work.mkdir()

    def close(self):
        shutil.rmtree(self._folder)

    def find(self, name):
        found = [path for path in self.root.rglob(name) if path.is_file()]
        if len(found) != 1:
            raise AssertionError(f"{name} is installed {len(found)} times: {found}")
        return found[0]

    def headers(self):
        """Their names as they are included."""
        include = self.find("cancel.hpp").parent.parent
        return sorted(str(path.relative_to(include)) for path in include.rglob("*.h*"))

    def flags(self, *options, package="libcancel"):
        """What pkg-config says of a package, where the root of all is the folder of this installation."""
        environment = {**os.environ, "PKG_CONFIG_PATH": str(self.find("libcancel.pc").parent),
                       "PKG_CONFIG_SYSROOT_DIR": str(self.root)}
        return run("pkg-config", *options, package, env=environment).split()

    def check(self, source, language="c++", standard="c++20"):
        """Whether `source` compiles without a warning."""
        run(*shlex.split(os.environ["CANCEL_CXX"]), "-x", language, f"-std={standard}", *WARNINGS, "-fsyntax-only",
            *self.flags("--cflags"), "-", input=source)

    def build(self, source, *options, language=("-std=c++20",), package="libcancel"):
        """Makes a program as a reader of the documents would, and returns its path."""
        program = self.work / source.stem
        run(*shlex.split(os.environ["CANCEL_CXX"]), *language, *WARNINGS, "-o", program, source, "-x", "none",
            *self.flags(*options, "--cflags", "--libs", package=package))
        return program

    def start(self, program):
        """Runs a program of build() where no daemon is; returns what it prints."""
        return run(program, timeout=60, env={
            **os.environ, "LD_LIBRARY_PATH": str(self.shared_library.parent),
            "CANCEL_COMMAND_ENDPOINT": f"ipc://{self.work}/command", "CANCEL_EVENT_ENDPOINT": f"ipc://{self.work}/event"})
