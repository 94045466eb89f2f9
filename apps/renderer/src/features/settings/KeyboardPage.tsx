import type { Chord } from "@flightdeck/contract";
import { RotateCcw, Search, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { IconButton, Kbd } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type Act, actGroups, allActs, conflictsOf, fixedKeys, hintOf, keyMap, platformOf } from "../acts/index.ts";
import { ChordRecorder } from "./ChordRecorder.tsx";
import { SettingProblems, useSettingsUpdate } from "./Setting.tsx";

const MOST_KEYS = 4;

/** The keys of everything that the window can do. */
export function KeyboardPage() {
  const app = useApp();
  const set = useSelect(app.settings, (state) => state.settings?.keys);
  const talk = useSelect(app.settings, (state) => state.settings?.voice.key);
  const { update, note } = useSettingsUpdate();
  const [filter, setFilter] = useState("");
  const platform = platformOf(app);
  const keys = keyMap(allActs, set, platform);
  const matches = (...texts: readonly string[]) =>
    texts.some((text) => text.toLowerCase().includes(filter.trim().toLowerCase()));
  const chordTexts = (chords: readonly Chord[]) => chords.flatMap((chord) => [chord, hintOf(chord)]);
  const shown = allActs.filter((act) =>
    matches(act.title, ...(act.words ?? []), ...chordTexts(keys.get(act.id) ?? [])),
  );
  const fixed = fixedKeys.filter(({ does, where, keys: own }) => matches(does, where, ...chordTexts(own)));
  const keep = (act: Act, chords: readonly Chord[] | null) =>
    update({ keys: { [act.id]: chords === null ? null : [...chords] } });
  return (
    <>
      {note}
      <SettingProblems paths={["keys"]} />
      <div data-setting="keys">
        <TextField
          label="Filter shortcuts"
          placeholder="What it does, or its keys"
          value={filter}
          before={<Icon of={Search} size={14} />}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      {actGroups.map((group) => {
        const rows = shown.filter((act) => act.group === group);
        return (
          rows.length > 0 && (
            <section key={group} aria-label={group} className="mt-4">
              <h3 className="pb-1 text-small font-strong text-text-2">{group}</h3>
              <ul>
                {rows.map((act) => (
                  <KeyRow
                    key={act.id}
                    act={act}
                    chords={keys.get(act.id) ?? []}
                    changed={set?.[act.id] !== undefined}
                    held={act.id === "dictate" ? talk : undefined}
                    conflicts={(chord) => conflictsOf(act, chord, { acts: allActs, keys, talk, platform })}
                    onChange={(chords) => keep(act, chords)}
                  />
                ))}
              </ul>
            </section>
          )
        );
      })}
      {fixed.length > 0 && (
        <section aria-label="Always the same" className="mt-4">
          <h3 className="pb-1 text-small font-strong text-text-2">Always the same</h3>
          <ul>
            {fixed.map(({ keys: own, does, where }) => (
              <li key={does} className="flex min-h-8 items-center gap-2 border-t border-line">
                <span className="min-w-0 flex-1">
                  {does} <span className="text-small text-text-3">{where}</span>
                </span>
                <Kbd>{own.length > 1 ? `${own[0]} – ${own.at(-1)}` : hintOf(own[0] ?? "")}</Kbd>
              </li>
            ))}
          </ul>
        </section>
      )}
      {shown.length + fixed.length === 0 && <p className="py-6 text-center text-text-3">Nothing of that name</p>}
    </>
  );
}

function KeyRow({
  act,
  chords,
  changed,
  held,
  conflicts,
  onChange,
}: {
  readonly act: Act;
  readonly chords: readonly Chord[];
  readonly changed: boolean;
  /** A key that does it as long as it is held; it is set elsewhere. */
  readonly held: Chord | undefined;
  readonly conflicts: (chord: Chord) => readonly string[];
  readonly onChange: (chords: readonly Chord[] | null) => void;
}) {
  const problems = chords.flatMap((chord) => conflicts(chord).map((problem) => ({ chord, problem })));
  return (
    <li aria-label={act.title} className="border-t border-line py-1">
      <div className="flex min-h-6 items-center gap-1">
        <span className="min-w-0 flex-1 truncate">{act.title}</span>
        {held !== undefined && (
          <span className="inline-flex items-center gap-1.5 text-small text-text-3">
            held, set under Voice <span className="sr-only">{hintOf(held)}</span>
            <Kbd>{hintOf(held)}</Kbd>
          </span>
        )}
        {chords.map((chord) => (
          <span key={chord} className="inline-flex items-center rounded-2 pl-1 hover:bg-hover">
            <span className="sr-only">{hintOf(chord)}</span>
            <Kbd>{hintOf(chord)}</Kbd>
            <IconButton
              label={`Take ${hintOf(chord)} away from ${act.title}`}
              icon={X}
              size="small"
              onClick={() => onChange(chords.filter((each) => each !== chord))}
            />
          </span>
        ))}
        {chords.length < MOST_KEYS && (
          <ChordRecorder
            label={`Add a key for ${act.title}`}
            onRecord={(chord) => !chords.includes(chord) && onChange([...chords, chord])}
          />
        )}
        <span className="size-6">
          {changed && (
            <IconButton
              label={`Reset the keys of ${act.title}`}
              icon={RotateCcw}
              size="small"
              onClick={() => onChange(null)}
            />
          )}
        </span>
      </div>
      {problems.map(({ chord, problem }) => (
        <p key={`${chord} ${problem}`} className="flex items-center gap-1.5 pb-0.5 text-small text-amber">
          <Icon of={TriangleAlert} size={14} className="text-amber" />
          <span>
            {hintOf(chord)}: {problem}
          </span>
        </p>
      ))}
    </li>
  );
}
