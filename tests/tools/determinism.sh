#!/usr/bin/env bash
# Two builds of the program replay one ledger to the same digests, whatever their optimisation, sanitizers, time zone and locale.
#
#   determinism.sh PROGRAM OTHER_PROGRAM
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$1" init --data "$folder/ledger" >/dev/null 2>&1
"$(dirname "$0")/../../tools/demo-portfolio" | "$1" ingest - --data "$folder/ledger" >/dev/null

digests() {
  "$@" --json | python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["digests"], sort_keys=True))'
}
one=$(TZ=UTC LC_ALL=C digests "$1" replay --data "$folder/ledger" --into "$folder/one")
other=$(TZ=Pacific/Auckland LC_ALL=C.UTF-8 digests "$2" replay --data "$folder/ledger" --into "$folder/other")
[[ $one == "$other" ]] || { printf 'digests differ:\n%s\n%s\n' "$one" "$other" >&2; exit 1; }
