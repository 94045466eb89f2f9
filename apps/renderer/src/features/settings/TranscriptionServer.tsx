import type { VoiceAccess } from "@flightdeck/contract";
import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Segmented, TextField } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { CheckButton, KeyField } from "../models/AccessForm.tsx";
import { Setting } from "./Setting.tsx";

const choices = [
  { value: "provider", label: "The model provider" },
  { value: "settings", label: "Another server" },
] as const;

type Answer =
  | { readonly state: "none" | "asking" }
  | { readonly state: "works"; readonly milliseconds: number }
  | { readonly state: "fails"; readonly failure: Failure };

/** Who writes down what was said: the model provider, or any server that transcribes as OpenAI's does. */
export function TranscriptionServer() {
  const { client } = useApp();
  const [access, setAccess] = useState<VoiceAccess>();
  const [own, setOwn] = useState<VoiceAccess["origin"]>();
  const [baseUrl, setBaseUrl] = useState("");
  const [key, setKey] = useState("");
  const [answer, setAnswer] = useState<Answer>({ state: "none" });
  const fails = (error: unknown) => setAnswer({ state: "fails", failure: readFailure(error) });

  useEffect(() => {
    let gone = false;
    const show = (known: VoiceAccess) => {
      if (gone) return;
      setAccess(known);
      if (known.origin === "settings") setBaseUrl(known.baseUrl);
    };
    client.voice.access({}).then(show, fails);
    return () => {
      gone = true;
    };
  }, [client]);
  if (access === undefined) return answer.state === "fails" ? <FailureNote failure={answer.failure} /> : null;

  const origin = own ?? access.origin;
  const another = origin === "settings";
  const typed = { baseUrl: baseUrl.trim(), ...(key.trim() === "" ? {} : { key: key.trim() }) };
  const changed = another && (key.trim() !== "" || access.origin !== "settings" || typed.baseUrl !== access.baseUrl);
  const save = async (change: { baseUrl: string; key?: string }) => {
    setAnswer({ state: "none" });
    try {
      setAccess(await client.voice.setAccess(change));
      setKey("");
    } catch (error) {
      fails(error);
    }
  };
  const check = async () => {
    setAnswer({ state: "asking" });
    try {
      setAnswer({ state: "works", ...(await client.voice.check(another ? typed : {})) });
    } catch (error) {
      fails(error);
    }
  };
  return (
    <Setting
      path="voice.baseUrl"
      name="Transcription"
      note={
        another
          ? "Any server with POST audio/transcriptions, also one on this machine. No key of the model provider goes there."
          : access.origin === "provider" && !access.reachable
            ? "The model provider has no key yet: set one under Model access, or choose another server."
            : "Recordings go to the model provider, with its key."
      }
      control={
        <Segmented
          label="Transcription"
          value={origin}
          choices={choices}
          onChange={(next) => {
            setOwn(next);
            setAnswer({ state: "none" });
            if (next === "provider" && access.origin === "settings") void save({ baseUrl: "" });
          }}
        />
      }
    >
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && URL.canParse(typed.baseUrl)) void save(typed);
        }}
      >
        {another && (
          <div className="flex gap-2">
            <TextField
              label="Address of the transcription server"
              mono
              className="flex-[1.4]"
              placeholder="http://127.0.0.1:8000/v1"
              value={baseUrl}
              onChange={(event) => setBaseUrl(event.target.value)}
            />
            <KeyField
              label="Key of the transcription server"
              value={key}
              placeholder={keyWords(access)}
              onChange={setKey}
            />
          </div>
        )}
        <div className="flex gap-2">
          {another && (
            <Button type="submit" variant="primary" disabled={!changed || !URL.canParse(typed.baseUrl)}>
              Save
            </Button>
          )}
          <CheckButton busy={answer.state === "asking"} onClick={() => void check()} />
        </div>
      </form>
      {answer.state === "works" && (
        <p role="status" className="mt-2 flex items-center gap-1.5 text-small">
          <Icon of={Check} size={14} className="text-green" />
          Works.
          <span className="text-text-3">A tone was answered in {(answer.milliseconds / 1000).toFixed(1)} s</span>
        </p>
      )}
      {answer.state === "fails" && <FailureNote failure={answer.failure} className="mt-2" />}
    </Setting>
  );
}

function keyWords(access: VoiceAccess): string {
  if (access.origin !== "settings" || access.key === "none") return "Key, if it wants one";
  if (access.key === "missing") return "The environment has no key";
  return access.key === "environment" ? "From the environment" : "A key is kept";
}
