#!/bin/sh
# Runs self-test.mjs with a Node that is new enough.
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
for node in node nodejs "$HOME/.volta/bin/node" /opt/homebrew/bin/node /usr/local/bin/node; do
  command -v "$node" >/dev/null 2>&1 || continue
  if "$node" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' 2>/dev/null; then
    exec "$node" "$here/self-test.mjs" "$@"
  fi
  old="$node $("$node" --version 2>/dev/null)"
done
if [ -n "${old:-}" ]; then
  echo "self-test needs Node.js 18 or newer; found only $old. Install a newer one: https://nodejs.org" >&2
else
  echo "self-test needs Node.js 18 or newer, and there is no node in PATH. Install it: https://nodejs.org" >&2
fi
exit 2
