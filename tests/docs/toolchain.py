"""A compiler, and libcancel as it is after `meson install`, on the machine of a reader.

CANCEL_CXX is the compiler with its flags, CANCEL_INCLUDE the include roots, CANCEL_MCP_INCLUDE that of libcancel-mcp,
CANCEL_LIBRARY the folder of libcancel.so and libcancel-mcp.so.
"""

import os
import shlex
import shutil

PACKAGE = """Name: libcancel
Description: as it was built, not installed
Version: 0
Cflags: -pthread {includes}
Libs: -L{library} -Wl,-rpath,{library} -lcancel
"""
MCP_PACKAGE = """Name: libcancel-mcp
Description: as it was built, not installed
Version: 0
Requires: libcancel
Cflags: -I{include}
Libs: -L{library} -lcancel-mcp
"""


def install(programs, packages):
    """Puts `g++` into the folder `programs`, libcancel.pc and libcancel-mcp.pc into `packages`."""
    words = shlex.split(os.environ["CANCEL_CXX"])
    # A name alone could mean the script itself; so could one that a wrapper, as ccache has them, looks for on the path.
    real = shlex.join(shutil.which(word) or word for word in words)
    path = shlex.quote(os.environ["PATH"])
    compiler = programs / "g++"
    compiler.write_text(f'#!/bin/sh\nPATH={path} exec {real} "$@"\n')
    compiler.chmod(0o755)
    packages.mkdir()
    includes = " ".join(f"-I{root}" for root in os.environ["CANCEL_INCLUDE"].split(os.pathsep))
    (packages / "libcancel.pc").write_text(PACKAGE.format(includes=includes, library=os.environ["CANCEL_LIBRARY"]))
    (packages / "libcancel-mcp.pc").write_text(
        MCP_PACKAGE.format(include=os.environ["CANCEL_MCP_INCLUDE"], library=os.environ["CANCEL_LIBRARY"]))
