import { TOUR_MODEL } from "@flightdeck/contract";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, Kbd } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { Select } from "../../ui/Select.tsx";
import { localModels, modelChoices } from "../models/words.ts";
import { CheckButton, CheckResult, KeyField, useAccessCheck } from "../models/AccessForm.tsx";
import { Option } from "./Option.tsx";

type Way = "local" | "key" | "endpoint" | "tour";

/** How agents reach a model: a server on this machine where one runs, a key, an endpoint, or the tour without any. */
export function ModelStep({ onDone }: { readonly onDone: () => void }) {
  const { client, models, settings } = useApp();
  const access = useSelect(models, (state) => state.access);
  const known = useSelect(models, (state) => state.models);
  const providers = useSelect(models, (state) => state.providers);
  const local = useMemo(() => localModels(known, providers), [known, providers]);
  const ways: readonly Way[] = [...(local.models.length > 0 ? (["local"] as const) : []), "key", "endpoint", "tour"];
  const number = (one: Way) => ways.indexOf(one) + 1;
  const [picked, setPicked] = useState<Way>();
  const [model, setModel] = useState<string>();
  const localModel = local.models.find(({ id }) => id === model) ?? local.models[0];
  const [key, setKey] = useState("");
  const [baseUrl, setBaseUrl] = useState("");
  // What is found while the person types does not take the field from under them.
  const without = access?.key === "missing" && access.baseUrlOrigin === "default";
  const offered = local.models.length > 0 && without ? "local" : "key";
  const way = picked === "local" && local.models.length === 0 ? "key" : (picked ?? offered);
  const { result, check, clear } = useAccessCheck();
  const [failure, setFailure] = useState<Failure>();
  const input = { key, baseUrl: way === "endpoint" ? baseUrl : "" };
  const typed =
    way === "tour" || way === "local" ? false : key.trim() !== "" || (way === "endpoint" && baseUrl.trim() !== "");

  const choose = (next: Way) => {
    setPicked(next);
    clear();
    setFailure(undefined);
  };
  const keep = async () => {
    setFailure(undefined);
    try {
      if (typed)
        await client.models.setAccess({ key: key.trim() || undefined, baseUrl: input.baseUrl.trim() || undefined });
      await models.reload();
      const { access: now, defaultModel } = models.getState();
      const preferred = settings.getState().settings?.thread.model;
      if (way === "tour" && now?.key !== "missing") await client.settings.update({ thread: { model: TOUR_MODEL } });
      if (way === "local" && localModel !== undefined)
        await client.settings.update({ thread: { model: localModel.id } });
      else if (way !== "tour" && preferred === TOUR_MODEL && defaultModel !== undefined) {
        await client.settings.update({ thread: { model: defaultModel } });
      }
      onDone();
    } catch (error) {
      setFailure(readFailure(error));
    }
  };
  const go = async () => {
    if (!typed || result.state === "works" || (await check(input))) await keep();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const inField = event.target instanceof HTMLInputElement && event.target.type !== "radio";
    const wanted = ways[Number(event.key) - 1];
    // No key begins with a digit, so in its empty field a number still chooses.
    if (wanted !== undefined && (!inField || (way === "key" && key === ""))) {
      event.preventDefault();
      choose(wanted);
    }
    if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) void go();
  };
  const found =
    access?.key === "environment"
      ? "found in OPENAI_API_KEY"
      : access?.key === "settings"
        ? "kept from before"
        : undefined;
  const checkRow = (
    <CheckResult result={result}>
      {result.state === "fails" && result.failure.code === "provider_unreachable" && (
        <Button size="small" onClick={() => void keep()}>
          Keep it anyway
        </Button>
      )}
    </CheckResult>
  );
  const edit = (set: (value: string) => void) => (value: string) => {
    set(value);
    setPicked(way);
    clear();
  };

  return (
    <div onKeyDown={onKeyDown}>
      <h1 className="text-large font-strong">How should agents reach a model?</h1>
      <p className="mt-1 mb-5 text-text-2">You can change this later, and per thread.</p>
      <div role="radiogroup" aria-label="Model access" className="flex flex-col gap-2">
        {local.models.length > 0 && (
          <Option
            number={number("local")}
            title={`${local.title} on this machine`}
            note="Its models run here, without a key and at no cost."
            tag={<Tag tone="green">found</Tag>}
            chosen={way === "local"}
            autoFocus={way === "local"}
            onChoose={() => choose("local")}
          >
            <Select
              label="Local model"
              value={localModel?.id}
              choices={modelChoices(local.models, providers)}
              onChange={setModel}
            />
          </Option>
        )}
        <Option
          number={number("key")}
          title="OpenAI API key"
          note="Kept by the host on this machine, never in a command's environment."
          tag={found !== undefined && <Tag tone="green">{found}</Tag>}
          chosen={way === "key"}
          onChoose={() => choose("key")}
        >
          <div className="flex gap-2">
            <KeyField
              autoFocus
              value={key}
              placeholder={access?.keyEnd === undefined ? "sk-…" : `••••••••••••${access.keyEnd}`}
              onChange={edit(setKey)}
            />
            <CheckButton busy={result.state === "checking"} onClick={() => void check(input)} />
          </div>
          {checkRow}
        </Option>
        <Option
          number={number("endpoint")}
          title="Another endpoint"
          note="Anything that speaks the Responses API, also on this machine."
          tag={access?.baseUrlOrigin === "environment" && <Tag tone="green">found in OPENAI_BASE_URL</Tag>}
          chosen={way === "endpoint"}
          onChoose={() => choose("endpoint")}
        >
          <TextField
            label="Endpoint"
            mono
            autoFocus
            placeholder={access?.baseUrl ?? "http://127.0.0.1:11434/v1"}
            value={baseUrl}
            onChange={(event) => edit(setBaseUrl)(event.target.value)}
          />
          <div className="mt-2 flex gap-2">
            <KeyField value={key} placeholder="Key, if it needs one" onChange={edit(setKey)} />
            <CheckButton busy={result.state === "checking"} onClick={() => void check(input)} />
          </div>
          {checkRow}
        </Option>
        <Option
          number={number("tour")}
          title="Take the tour without a model"
          note="A scripted agent does a small, real job in a repository of yours: looks around, changes one file, asks for an approval."
          aside="4 min"
          chosen={way === "tour"}
          onChoose={() => choose("tour")}
        />
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      <div className="mt-5 flex items-center gap-2">
        <span className="flex flex-1 items-center gap-1 text-micro text-text-3">
          <Kbd>1</Kbd>–<Kbd>{String(ways.length)}</Kbd> choose
        </span>
        <Button variant="plain" onClick={onDone}>
          Skip
        </Button>
        <Button variant="primary" hint="↵" disabled={result.state === "checking"} onClick={() => void go()}>
          Continue
        </Button>
      </div>
    </div>
  );
}
