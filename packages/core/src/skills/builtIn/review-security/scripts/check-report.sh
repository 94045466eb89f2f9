#!/bin/sh
# Reads the table of a review from its input (ID | state | path:line | words) and says what is left out or does not exist.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
ids=$(sed -n 's/^- \*\*\([A-E][0-9]*\) .*/\1/p' "$here/references/practices.md")
[ -n "$ids" ] || { echo "The list of practices cannot be read." >&2; exit 2; }
faults=0
seen=' '
fault() { faults=$((faults + 1)); printf 'FAULT %s\n' "$1"; }
trim() { printf '%s' "$1" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//'; }

check_place() {
  file=${2%:*}
  line=${2##*:}
  case $2 in *:*) ;; *) fault "$1: \"$2\" is no path:line"; return ;; esac
  case $line in '' | *[!0-9]*) fault "$1: \"$2\" is no path:line"; return ;; esac
  case $file in /* | ../* | */../*) fault "$1: $file is not in the repository"; return ;; esac
  [ -f "$file" ] || { fault "$1: there is no file $file"; return; }
  [ "$line" -ge 1 ] && [ "$line" -le "$(awk 'END { print NR }' <"$file")" ] || fault "$1: $file has no line $line"
}

while IFS='|' read -r id state place words; do
  id=$(trim "$id")
  state=$(trim "${state:-}")
  place=$(trim "${place:-}")
  words=$(trim "${words:-}")
  [ -n "$id" ] || continue
  case " $(echo $ids) " in *" $id "*) ;; *) fault "$id is no practice of the list"; continue ;; esac
  case $seen in *" $id "*) fault "$id stands there twice" ;; esac
  seen="$seen$id "
  [ -n "$words" ] || fault "$id: no words"
  case $state in
    holds | missing | patched) if [ -n "$place" ]; then check_place "$id" "$place"; else fault "$id: $state needs path:line"; fi ;;
    'not here') ;;
    *) fault "$id: \"$state\" is none of holds, missing, patched, not here" ;;
  esac
done
for id in $ids; do
  case $seen in *" $id "*) ;; *) fault "$id was left out" ;; esac
done
if [ "$faults" -gt 0 ]; then
  echo "$faults to mend."
  exit 1
fi
echo "All $(echo "$ids" | wc -l | tr -d ' ') practices are there, and every place exists."
