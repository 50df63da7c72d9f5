#!/usr/bin/env bash
# Makes sure the system libraries and tools that the build and the tests need are there.
set -euo pipefail
[ "$(uname)" = Linux ] || exit 0

missing=()
[ -e /usr/include/ncursesw/curses.h ] || [ -e /usr/include/curses.h ] || missing+=(libncurses-dev)
[ -e /usr/include/sqlite3.h ] || missing+=(libsqlite3-dev)
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ -e /usr/include/zstd.h ] || missing+=(libzstd-dev)
# Programs that only the tests need are named as arguments.
for program in "$@"; do
  command -v "$program" >/dev/null || missing+=("$program")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "crmwatch needs ncurses (wide), SQLite, zlib and zstd with their headers${*:+, and $*}." >&2
  echo "Install them with your package manager, then run make again." >&2
  exit 69
fi
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null || [ -t 0 ]; then
  as_root=(sudo)
else
  echo "missing system packages; run: sudo apt-get install -y ${missing[*]}" >&2
  exit 77
fi
echo "installing: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null 2>&1 || {
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null
}
