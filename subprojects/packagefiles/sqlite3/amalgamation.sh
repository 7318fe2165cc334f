#!/bin/sh
# Makes sqlite3.c and sqlite3.h out of the full source tree, as upstream does.
# Usage: amalgamation.sh SOURCE_DIR WORK_DIR SQLITE3_C SQLITE3_H
set -eu

fail() {
  echo "sqlite3: $*" >&2
  exit 1
}

source=$(cd "$1" && pwd)
work=$2
mkdir -p "$(dirname "$3")" "$(dirname "$4")"
sqlite3_c=$(cd "$(dirname "$3")" && pwd)/$(basename "$3")
sqlite3_h=$(cd "$(dirname "$4")" && pwd)/$(basename "$4")

rm -rf "$work"
mkdir -p "$work"
cd "$work"

# The generators run on this machine: do not let them see flags, or a
# compiler, that are meant for another one.
unset CC CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MAKELEVEL MFLAGS

sh "$source/configure" --disable-tcl --disable-readline --disable-shared \
  >configure.log 2>&1 || fail "configure failed, see $PWD/configure.log."
make sqlite3.c >make.log 2>&1 || fail "making sqlite3.c failed, see $PWD/make.log."

cp sqlite3.c "$sqlite3_c"
cp sqlite3.h "$sqlite3_h"
