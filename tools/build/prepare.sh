# What tools/run and tools/test share: say what happens, fail with one sentence, install what is missing.
# Sourced, not run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  say "$*"
  exit 1
}

packages_to_build=(g++ meson ninja-build pkg-config libzmq3-dev cppzmq-dev rapidjson-dev libsqlite3-dev libspdlog-dev
  libcli11-dev libtomlplusplus-dev libevent-dev libsodium-dev libvalijson-dev libcurl4-openssl-dev libncurses-dev
  prometheus-cpp-dev sqlite3)
packages_to_test=(catch2 python3 python3-zmq procps curl npm chromium prometheus tmux)

# An npm that came with Node.js itself does as well as Debian's.
missing_of() {
  local package
  for package in "$@"; do
    [ "$package" = npm ] && command -v npm >/dev/null && continue
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    return 1
  fi
}

# Installs those of the named Debian packages that are missing.
install_missing() {
  command -v dpkg-query >/dev/null || {
    say "this is no Debian system: the packages of README.md must be there already"
    return 0
  }
  local missing
  mapfile -t missing < <(missing_of "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  as_root true || die "these packages are missing, and neither root nor sudo is at hand: ${missing[*]}"
  if ! { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    die "apt-get could not install: ${missing[*]}"
  fi
  rm -f "$log"
}

# configure FOLDER [MESON OPTION ...]
configure() {
  local folder=$1
  shift
  local log="$folder.configure.log"
  mkdir -p "$(dirname "$folder")"
  local again=()
  [ -f "$folder/build.ninja" ] && again=(--reconfigure)
  say "configuring $folder"
  if ! meson setup "${again[@]}" "$folder" "$@" >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    die "meson could not configure $folder; the whole output is in $log"
  fi
  rm -f "$log"
}

# compile FOLDER [TARGET ...]
compile() {
  local folder=$1
  shift
  say "building $folder (the first time takes some minutes)"
  ninja -C "$folder" "$@" >&2 || die "the build in $folder failed; what the compiler said stands above"
}
