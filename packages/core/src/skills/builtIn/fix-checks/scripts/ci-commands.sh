#!/bin/sh
# Prints the commands that CI runs here, as far as files tell: workflows, package.json, Makefile, tox, just.
set -u
cd "$(git rev-parse --show-toplevel 2>/dev/null || pwd)" || exit 2
found=0
say() { found=1; printf '\n## %s\n' "$1"; }
show() { LC_ALL=C tr -d '\000-\010\013-\037\177' | cut -c1-300 | head -n "${1:-80}"; }

for file in .github/workflows/*.yml .github/workflows/*.yaml .gitlab-ci.yml .circleci/config.yml azure-pipelines.yml bitbucket-pipelines.yml; do
  [ -f "$file" ] && [ ! -L "$file" ] || continue
  say "$file"
  awk '
    { line = $0; sub(/\r$/, "", line); match(line, /^ */); depth = RLENGTH; text = substr(line, depth + 1) }
    block && text == "" { next }
    block && depth > level { print "  " text; next }
    { block = 0 }
    text ~ /^(- )?(run|script|before_script|command):/ {
      value = text; sub(/^(- )?[a-z_]+: */, "", value)
      level = depth + (text ~ /^- / ? 2 : 0)
      if (value == "" || value ~ /^[|>][-+0-9]*$/) { block = 1; if (text ~ /script:/) level = depth - 1 + (text ~ /^- / ? 2 : 0) }
      else print "  " value
      if (block && text ~ /script:/) level = depth
      next
    }
  ' "$file" | show 120
done
if [ -f package.json ]; then
  say "package.json (scripts)"
  awk '/"scripts"[ \t]*:[ \t]*\{/ { on = 1; next } on && /^[ \t]*\}/ { exit } on { sub(/^[ \t]*/, "  "); print }' package.json |
    grep -E '"(test|check|lint|type|types|typecheck|build|format|verify|ci|unit|e2e|coverage)[^"]*"[ \t]*:' | show 40
fi
for file in Makefile makefile justfile Justfile; do
  [ -f "$file" ] || continue
  say "$file (targets)"
  grep -E '^[A-Za-z0-9_.-]+[^=]*:([^=]|$)' "$file" | grep -vE '^\.' | sed 's/:.*//; s/^/  /' | show 60
done
for file in tox.ini noxfile.py Cargo.toml go.mod pyproject.toml build.gradle build.gradle.kts pom.xml; do
  [ -f "$file" ] && say "$file is here: its tool's own check and test commands apply"
done
[ "$found" = 1 ] || { echo "No file here tells of checks: ask how the project is built and tested." >&2; exit 1; }
