#!/bin/sh
# create.sh NAME DESCRIPTION PARENT_FOLDER: makes PARENT_FOLDER/NAME with a SKILL.md to fill in.
set -eu
LC_ALL=C
export LC_ALL

[ $# -eq 3 ] || { echo 'Use: sh create.sh NAME "DESCRIPTION" PARENT_FOLDER' >&2; exit 2; }
name=$1
description=$2
folder=${3%/}/$name

if ! printf '%s' "$name" | grep -qE '^[a-z0-9]+(-[a-z0-9]+)*$' || [ "${#name}" -gt 64 ]; then
  echo "\"$name\" is not a valid name: a-z, 0-9 and single hyphens between them, at most 64 characters" >&2
  exit 1
fi
lines=$(printf '%s' "$description" | wc -l | tr -d ' ')
if [ -z "$description" ] || [ "$lines" -ne 0 ] || [ "${#description}" -gt 1024 ]; then
  echo "The description must be one line of 1 to 1024 characters" >&2
  exit 1
fi
if [ -e "$folder" ] || [ -L "$folder" ]; then
  echo "$folder is there already" >&2
  exit 1
fi

quoted=$(printf '%s' "$description" | sed 's/\\/\\\\/g; s/"/\\"/g')
title=$(printf '%s' "$name" | tr '-' ' ')
mkdir -p -- "$folder"
cat >"$folder/SKILL.md" <<SKILL
---
name: $name
description: "$quoted"
---

# $title

TODO: what the agent is to reach, and the steps to it. For each step: what to do, with what, how to see that it worked.
SKILL
echo "Made $folder/SKILL.md. Fill in its TODO, then run: sh $(dirname -- "$0")/validate.sh $folder"
