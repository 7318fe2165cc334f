"""The few commands in the documents that the test does not run, each with the reason, and what is checked instead."""

import re
import subprocess

from support import REPOSITORY


def _script_exists(words):
    script = REPOSITORY / words[0]
    assert script.is_file() and script.stat().st_mode & 0o111, f"{script} is not executable"
    answer = subprocess.run([script, "--help"], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0 and "Usage" in answer.stdout, f"{words[0]} --help: {answer}"


def _packages_are_the_scripts_own(words):
    named = {word for word in words[words.index("install") + 1:] if not word.startswith("-")}
    prepare = (REPOSITORY / "tools/build/prepare.sh").read_text()
    lists = {name: set(content.split()) for name, content in re.findall(r"^(packages_\w+)=\(([^)]*)\)", prepare, re.M)}
    assert named in lists.values(), f"{sorted(named)} is none of the lists in tools/build/prepare.sh: {lists}"


def _meson_options_exist(words):
    options = re.findall(r"-D(\w+)=", " ".join(words))
    declared = re.findall(r"option\('(\w+)'", (REPOSITORY / "meson_options.txt").read_text())
    assert set(options) <= set(declared), f"meson_options.txt has {declared}, not {options}"


def _nothing(words):
    pass


# Beginning of the command: (why it is not run, what is checked instead).
NOT_RUN = {
    "./tools/bench": ("it measures for many minutes", _script_exists),
    "./tools/run": ("it installs packages and builds; the test has a daemon already", _script_exists),
    "./tools/test": ("it would run this test", _script_exists),
    "subprojects/fetch": ("it downloads", _script_exists),
    "sudo apt-get install": ("it changes the machine", _packages_are_the_scripts_own),
    "sudo ldconfig": ("it changes the machine", _nothing),
    "sudo meson install": ("it changes the machine; tests/install installs elsewhere", _nothing),
    "meson setup": ("it configures a build of its own, as the one in which this test runs", _meson_options_exist),
    "meson test": ("it would run this test", _nothing),
    "ninja": ("it builds everything again", _nothing),
}


def check_instead(command):
    """True where `command` is one of those above; then it was checked as far as it can be."""
    for beginning, (_, check) in NOT_RUN.items():
        if command == beginning or command.startswith(beginning + " "):
            check(command.split("#")[0].split())
            return True
    return False
