import type { Provider } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Checkbox, Segmented, TextField } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { CheckButton, CheckResult, KeyField, useAccessCheck } from "../models/AccessForm.tsx";
import { providerId } from "../models/words.ts";

const apis = [
  { value: "chat", label: "Chat Completions" },
  { value: "responses", label: "Responses" },
] as const;

/** Adds a provider, or changes the one given. */
export function ProviderForm({ provider, onClose }: { readonly provider?: Provider; readonly onClose: () => void }) {
  const { client, models, settings } = useApp();
  const taken = useSelect(models, (state) => state.providers.map(({ id }) => id).join(" ")).split(" ");
  const kept = useSelect(settings, (state) => state.settings?.providers[provider?.id ?? ""]);
  const [name, setName] = useState(provider?.name ?? "");
  const [baseUrl, setBaseUrl] = useState(provider?.baseUrl ?? "");
  const [api, setApi] = useState<Provider["api"]>(provider?.api ?? "chat");
  const [websocket, setWebsocket] = useState(kept?.websocket ?? false);
  const [key, setKey] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const [saving, setSaving] = useState(false);
  const { result, check, clear } = useAccessCheck();
  const id = provider?.id ?? providerId(name, taken);
  const complete = name.trim() !== "" && URL.canParse(baseUrl.trim());

  const save = async () => {
    setFailure(undefined);
    setSaving(true);
    try {
      await client.models.setProvider({
        id,
        provider: {
          name: name.trim(),
          baseUrl: baseUrl.trim(),
          api,
          ...(kept?.keyVariable === undefined ? {} : { keyVariable: kept.keyVariable }),
          ...(api === "responses" ? { websocket } : {}),
        },
        ...(key.trim() === "" ? {} : { key: key.trim() }),
      });
      await models.look();
      onClose();
    } catch (error) {
      setFailure(readFailure(error));
      setSaving(false);
    }
  };
  const edit =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      clear();
    };

  return (
    <form
      aria-label={provider === undefined ? "New provider" : `Provider ${provider.name}`}
      className="my-2 flex flex-col gap-2 rounded-3 border border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !saving) void save();
      }}
    >
      <div className="flex gap-2">
        <TextField
          label="Name"
          className="w-44"
          autoFocus
          placeholder="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Address"
          mono
          className="flex-1"
          placeholder="https://router.example.com/v1"
          value={baseUrl}
          onChange={(event) => edit(setBaseUrl)(event.target.value)}
        />
      </div>
      <div className="flex items-center gap-3">
        <Segmented label="What it speaks" value={api} choices={apis} onChange={setApi} />
        {api === "responses" && (
          <Checkbox checked={websocket} onChange={setWebsocket}>
            over WebSocket
          </Checkbox>
        )}
        <KeyField
          label="Key of the provider"
          value={key}
          placeholder={provider?.key === "settings" ? "The kept key stays" : "Key, if it needs one"}
          onChange={edit(setKey)}
        />
      </div>
      <CheckResult result={result} />
      {failure !== undefined && <FailureNote failure={failure} />}
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-small text-text-3">
          {complete && (
            <>
              Its models are named <code className="font-mono text-micro">{id}/…</code>
            </>
          )}
        </span>
        {provider?.key === "settings" && (
          <Button
            variant="plain"
            onClick={() => {
              const { id: known, baseUrl: address, api: speaks, name: called } = provider;
              client.models
                .setProvider({ id: known, provider: kept ?? { name: called, baseUrl: address, api: speaks }, key: "" })
                .then(models.look)
                .then(onClose)
                .catch((error: unknown) => setFailure(readFailure(error)));
            }}
          >
            Forget the key
          </Button>
        )}
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <CheckButton busy={result.state === "checking"} onClick={() => void check({ key, baseUrl, provider: id })} />
        <Button variant="primary" type="submit" disabled={!complete || saving}>
          {saving ? "Saving" : "Save"}
        </Button>
      </div>
    </form>
  );
}
