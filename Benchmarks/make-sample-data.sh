#!/bin/sh
# Makes sample-data/ from the traffic model; the same source gives the same bytes.
#
#   Benchmarks/make-sample-data.sh           writes ../sample-data
#   Benchmarks/make-sample-data.sh --check   makes it elsewhere and compares; exit 1 when it differs
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../sample-data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

swift build --package-path "$here" -c release --product make-sample-data >&2
"$(swift build --package-path "$here" -c release --show-bin-path)/make-sample-data" "$work"

if [ "${1:-}" = --check ]; then
  status=0
  for made in $(cd "$work" && find . -type f | sort); do
    # Contents are compared, not compressed bytes: another gzip may pack them in another way.
    if [ -f "$target/$made" ]; then
      cmp -s "$work/$made" "$target/$made" || { echo "differs: $made"; status=1; }
    elif [ -f "$target/$made.gz" ]; then
      gzip -dc "$target/$made.gz" | cmp -s - "$work/$made" || { echo "differs: $made"; status=1; }
    else
      echo "missing: $made"
      status=1
    fi
  done
  exit $status
fi

# No name and no time in the header, so that the bytes depend on the content only. Small files stay
# readable as they are.
find "$work" \( -name '*.csv' -o -name '*.jsonl' \) -size +8k -exec gzip -n9 {} +
rm -rf "$target/event-log-files" "$target/native" "$target/demo"
mkdir -p "$target"
cp -R "$work/." "$target/"
