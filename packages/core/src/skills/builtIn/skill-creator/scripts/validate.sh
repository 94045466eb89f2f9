#!/bin/sh
# validate.sh SKILL_FOLDER: checks a skill against the Agent Skills format.
# Prints each fault; exit 0: valid (perhaps with warnings), 1: faults, 2: wrong use.
set -u
LC_ALL=C
export LC_ALL

[ $# -eq 1 ] || { echo "Use: sh validate.sh SKILL_FOLDER" >&2; exit 2; }
folder=${1%/}
[ "$(basename -- "$folder")" = SKILL.md ] && folder=$(dirname -- "$folder")
[ -d "$folder" ] || { echo "FAULT $folder: there is no such folder" >&2; exit 1; }
folder=$(CDPATH='' cd -- "$folder" && pwd -P)
file=$folder/SKILL.md
faults=0
warnings=0
fault() { faults=$((faults + 1)); echo "FAULT $1"; }
warning() { warnings=$((warnings + 1)); echo "WARNING $1"; }

if [ -L "$file" ] || [ ! -f "$file" ]; then
  fault "SKILL.md: there is no such file (a link does not count)"
  exit 1
fi
size=$(wc -c <"$file" | tr -d ' ')
[ "$size" -le 262144 ] || fault "SKILL.md: $size bytes; 262144 is the most"
if [ "$(tr -d '\000' <"$file" | wc -c | tr -d ' ')" != "$size" ]; then
  fault "SKILL.md: it is not a text file"
  exit 1
fi

# awk reads the front matter and gives one line for each finding, "F " or "W " before it.
findings=$(awk -v folder="$(basename -- "$folder")" '
  function trim(s) { gsub(/^[ \t]+|[ \t\r]+$/, "", s); return s }
  # A plain or quoted YAML value of one line; sets `bad` when it needs quotes or its quote does not end.
  function value(s,   q) {
    s = trim(s); bad = ""
    q = substr(s, 1, 1)
    if (q == "\"" || q == "\047") {
      if (length(s) < 2 || substr(s, length(s)) != q) { bad = "its quote does not end"; return s }
      s = substr(s, 2, length(s) - 2)
      if (q == "\"") gsub(/\\"/, "\"", s); else gsub(/\047\047/, "\047", s)
      return s
    }
    if (s ~ /: / || s ~ /:$/ || s ~ / #/) bad = "it has \": \" or \" #\" in it and must stand in quotes"
    else if (s ~ /^[][{}*&!|>%@`,?-]/) bad = "it begins with a sign of YAML and must stand in quotes"
    return s
  }
  { sub(/\r$/, "") }
  NR == 1 { sub(/^\357\273\277/, ""); if ($0 !~ /^---[ \t]*$/) { print "F SKILL.md:1: the first line must be ---"; done = 1; exit } next }
  !closed && /^---[ \t]*$/ { closed = 1; end = NR; next }
  !closed {
    if (folding != "" && /^([ \t]+|$)/) { text[folding] = text[folding] (text[folding] == "" ? "" : " ") trim($0); next }
    folding = ""
    if (/^[ \t]*(#|$)/) next
    if (/^[ \t]/) next
    if (!/^[A-Za-z_-]+:([ \t]|$)/) { print "F SKILL.md:" NR ": not a line of \"key: value\""; next }
    key = $0; sub(/:.*/, "", key)
    rest = $0; sub(/^[^:]*:/, "", rest)
    if (key in line) print "F SKILL.md:" NR ": " key " stands there twice"
    line[key] = NR
    if (trim(rest) ~ /^[|>][+-]?$/) { folding = key; text[key] = ""; next }
    text[key] = value(rest)
    if (bad != "" && (key == "name" || key == "description")) print "F SKILL.md:" NR ": " key ": " bad
    if (key !~ /^(name|description|license|compatibility|metadata|allowed-tools)$/) print "W SKILL.md:" NR ": the format has no key \"" key "\""
    next
  }
  { body++; if ($0 ~ /[^ \t]/) written++ }
  END {
    if (done) exit
    if (!closed) { print "F SKILL.md: the front matter does not end: a second line of --- is missing"; exit }
    if (!("name" in line)) print "F SKILL.md: name is missing"
    else {
      n = text["name"]
      if (n !~ /^[a-z0-9]+(-[a-z0-9]+)*$/) print "F SKILL.md:" line["name"] ": name may have a-z, 0-9 and single hyphens between them"
      if (length(n) > 64) print "F SKILL.md:" line["name"] ": name has " length(n) " characters; 64 is the most"
      if (n != folder) print "F SKILL.md:" line["name"] ": name is \"" n "\" and the folder is \"" folder "\"; they must be the same"
    }
    if (!("description" in line)) print "F SKILL.md: description is missing"
    else {
      d = text["description"]; at = "SKILL.md:" line["description"] ": description "
      if (d == "") print "F " at "is empty"
      if (length(d) > 1024) print "F " at "has " length(d) " bytes; 1024 characters is the most"
      if (d ~ /TODO/) print "F " at "still has a TODO"
      if (length(d) > 0 && length(d) < 60) print "W " at "is very short: say what comes out and when to use it"
      if (tolower(d) !~ /use (it |this )?(when|for|before|after|if)/) print "W " at "does not say when to use it (\"Use when …\")"
    }
    if (!written) print "F SKILL.md: there is nothing behind the front matter"
    if (body > 500) print "W SKILL.md: " body " lines; move what only some cases need into references/"
  }
' "$file")

IFS='
'
for finding in $findings; do
  case $finding in
    F\ *) fault "${finding#F }" ;;
    W\ *) warning "${finding#W }" ;;
  esac
done

todo=$(grep -n 'TODO' "$file" | grep -v '^[0-9]*:description:' | head -n 3)
for found in $todo; do fault "SKILL.md:${found%%:*}: still has a TODO"; done

# Files that the text names below scripts/, references/ or assets/ must be there.
for path in $(grep -oE '(scripts|references|assets)/[A-Za-z0-9._/-]*[A-Za-z0-9_-]' "$file" | sort -u); do
  [ -e "$folder/$path" ] || warning "SKILL.md names $path, which is not there"
done
for path in $(cd "$folder" && find . -type l | sed 's|^\./||' | head -n 20); do
  warning "$path is a link; links out of the skills folder are not followed"
done
for path in $(cd "$folder" && find scripts references assets -type f 2>/dev/null | head -n 200); do
  case $path in
    references/*) grep -rqF -- "$path" "$file" || warning "$path is never named in SKILL.md: nobody will read it" ;;
    scripts/*.sh) sh -n "$folder/$path" 2>/dev/null || fault "$path is not valid sh" ;;
  esac
done
unset IFS

if [ "$faults" -gt 0 ]; then
  echo "$faults to mend in $folder"
  exit 1
fi
echo "Valid: $folder ($warnings warnings)"
