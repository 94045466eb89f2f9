import type { Settings } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Checkbox, Segmented, TextField } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { RecordingRow, spokenWords } from "../voice/index.ts";
import { ChordField } from "./ChordField.tsx";
import { MicrophonePick } from "./MicrophonePick.tsx";
import { NumberField } from "./NumberField.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";
import { TranscriptionServer } from "./TranscriptionServer.tsx";

const destinations: readonly { readonly value: Settings["voice"]["whileRunning"]; readonly label: string }[] = [
  { value: "message", label: "Into the message" },
  { value: "steer", label: "To the agent at once" },
];

const codes = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "pl",
  "cs",
  "sv",
  "da",
  "fi",
  "uk",
  "tr",
  "hi",
  "ja",
  "ko",
  "zh",
];
const names = new Intl.DisplayNames("en", { type: "language" });

/** Dictation: how to talk, where the words go, who writes them down, and what waits to be written down. */
export function VoicePage() {
  const { settings, voice } = useApp();
  const kept = useSelect(settings, (state) => state.settings?.voice);
  const recordings = useSelect(voice, (state) => state.recordings);
  const { update, note } = useSettingsUpdate();
  if (kept === undefined) return null;
  const languages = kept.language === undefined || codes.includes(kept.language) ? codes : [...codes, kept.language];
  return (
    <>
      {note}
      {recordings.length > 0 && (
        <Setting name="Recordings" note="What was said and is not a text in a message yet.">
          <ul aria-label="Recordings" className="rounded-3 border border-line">
            {recordings.map((recording) => (
              <RecordingRow key={recording.id} recording={recording} />
            ))}
          </ul>
        </Setting>
      )}
      <Setting
        path="voice.key"
        name="Key"
        note="Hold it as long as you talk, or tap it to begin and again to end."
        control={<ChordField label="Key to dictate" value={kept.key} onChange={(key) => update({ voice: { key } })} />}
      />
      <MicrophonePick />
      <Setting
        path="voice.whileRunning"
        name="While a turn runs"
        note="Where the words go: into the message, to be read and sent, or straight into the running turn."
        control={
          <Segmented
            label="While a turn runs"
            value={kept.whileRunning}
            choices={destinations}
            onChange={(whileRunning) => update({ voice: { whileRunning } })}
          />
        }
      />
      <Setting
        path={["voice.spokenAnswers", "voice.words.approve", "voice.words.decline", "voice.words.stop"]}
        name="Spoken answers"
        note="When a thread waits for an approval, one of these words alone is offered as the answer. It counts once you confirm it."
        control={
          <Checkbox checked={kept.spokenAnswers} onChange={(spokenAnswers) => update({ voice: { spokenAnswers } })}>
            Offer them
          </Checkbox>
        }
      >
        {kept.spokenAnswers && (
          <Words voice={kept} onChange={(words) => update({ voice: { words: { ...kept.words, ...words } } })} />
        )}
      </Setting>
      <Setting
        path="voice.language"
        name="Language"
        note="Of what you say. A language that is set is understood better, and its words alone are answers."
        control={
          <Select
            label="Language"
            value={kept.language ?? "any"}
            choices={[
              { value: "any", label: "Found out each time" },
              ...languages.map((value) => ({ value, label: names.of(value) ?? value })),
            ]}
            onChange={(language) => update({ voice: { language: language === "any" ? null : language } })}
          />
        }
      />
      <TranscriptionServer />
      <Line
        path="voice.model"
        name="Model"
        note="As the server names it. One's own server may take any name."
        value={kept.model}
        onChange={(model) => model !== "" && update({ voice: { model } })}
      />
      <Line
        path="voice.vocabulary"
        name="Names and terms"
        note="Words that it would not guess: of your projects, people, tools."
        value={kept.vocabulary}
        onChange={(vocabulary) => update({ voice: { vocabulary } })}
      />
      <Setting
        path="voice.timeoutSeconds"
        name="Patience"
        note="Seconds to wait for the text of a recording, from 5 to 1800. It is kept when they pass."
        control={
          <NumberField
            label="Seconds to wait"
            value={kept.timeoutSeconds}
            onChange={(timeoutSeconds) => update({ voice: { timeoutSeconds } })}
          />
        }
      />
    </>
  );
}

/** A line of text that holds once it is left or Enter is pressed. */
function Line({
  path,
  name,
  note,
  value,
  onChange,
}: {
  readonly path: string;
  readonly name: string;
  readonly note: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Setting
      path={path}
      name={name}
      note={note}
      control={<CommittedField label={name} value={value} onChange={onChange} wide />}
    />
  );
}

function CommittedField({
  label,
  value,
  wide = false,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly wide?: boolean;
  readonly onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const commit = () => {
    setTyped(undefined);
    if (typed !== undefined && typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <TextField
      label={label}
      className={wide ? "w-64" : "flex-1"}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}

const kinds = [
  { kind: "approve", label: "Words for approve" },
  { kind: "decline", label: "Words for decline" },
  { kind: "stop", label: "Words for stop" },
] as const;

/** The words, comma by comma; an empty line takes the usual ones again. */
function Words({
  voice,
  onChange,
}: {
  readonly voice: Settings["voice"];
  readonly onChange: (words: Settings["voice"]["words"]) => void;
}) {
  const inUse = spokenWords(voice);
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5">
      {kinds.map(({ kind, label }) => (
        <div key={kind} className="contents">
          <span className="text-small text-text-2 capitalize">{kind}</span>
          <CommittedField
            label={label}
            value={inUse[kind].join(", ")}
            onChange={(text) => {
              const words = text
                .split(",")
                .map((word) => word.trim())
                .filter((word) => word !== "");
              onChange({ [kind]: words.length === 0 ? undefined : words });
            }}
          />
        </div>
      ))}
    </div>
  );
}
