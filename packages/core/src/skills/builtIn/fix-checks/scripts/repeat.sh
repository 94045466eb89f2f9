#!/bin/sh
# repeat.sh COUNT COMMAND [ARGUMENT…]: runs it so often, counts the failures, shows the first one's last words.
set -u
usage() { echo "repeat.sh COUNT COMMAND [ARGUMENT...], COUNT from 1 to 1000" >&2; exit 2; }
[ "$#" -ge 2 ] || usage
count=$1
shift
case $count in '' | *[!0-9]*) usage ;; esac
[ "$count" -ge 1 ] && [ "$count" -le 1000 ] || usage
out=$(mktemp) || exit 2
first=$(mktemp) || exit 2
trap 'rm -f "$out" "$first"' EXIT
trap 'exit 130' INT TERM HUP
run=0
failed=0
while [ "$run" -lt "$count" ]; do
  run=$((run + 1))
  if "$@" >"$out" 2>&1; then continue; else code=$?; fi
  failed=$((failed + 1))
  if [ "$failed" = 1 ]; then
    { echo "Run $run ended with $code:"; tail -n 40 "$out"; } >"$first"
  fi
done
[ "$failed" = 0 ] || cat "$first"
echo "$failed of $count runs failed."
[ "$failed" = 0 ]
