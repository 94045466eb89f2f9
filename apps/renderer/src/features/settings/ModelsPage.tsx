import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Segmented, TextField } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { CheckButton, CheckResult, KeyField, useAccessCheck } from "../models/AccessForm.tsx";
import { ModelList } from "./ModelList.tsx";
import { ProviderList } from "./ProviderList.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const sockets = [
  { value: "auto", label: "By itself" },
  { value: "on", label: "Always" },
  { value: "off", label: "Never" },
] as const;

export function ModelsPage() {
  const { client, models, settings } = useApp();
  const access = useSelect(models, (state) => state.access);
  const websocket = useSelect(settings, (state) => state.settings?.provider.websocket);
  const { update, note } = useSettingsUpdate();
  const [key, setKey] = useState("");
  const [baseUrl, setBaseUrl] = useState("");
  const { result, check, clear } = useAccessCheck();
  const [failure, setFailure] = useState<Failure>();
  const save = async (change: { readonly key?: string; readonly baseUrl?: string }) => {
    setFailure(undefined);
    try {
      await client.models.setAccess(change);
      setKey("");
      setBaseUrl("");
      clear();
      await models.look();
    } catch (error) {
      setFailure(readFailure(error));
    }
  };
  const typed = key.trim() !== "" || baseUrl.trim() !== "";
  return (
    <>
      <Setting
        name="API key"
        mark={
          <>
            {access?.key === "environment" && <Tag tone="line">from OPENAI_API_KEY</Tag>}
            {access?.key === "settings" && <Tag tone="line">kept</Tag>}
            {access?.key === "missing" && <Tag>none</Tag>}
          </>
        }
        note="Stays with the host on this machine; no command that an agent runs can see it."
        control={
          access?.key === "settings" && (
            <Button variant="danger" size="small" onClick={() => void save({ key: "" })}>
              Forget
            </Button>
          )
        }
      >
        <div className="flex gap-2">
          <KeyField
            value={key}
            placeholder={access?.keyEnd === undefined ? "sk-…" : `••••••••••••${access.keyEnd}`}
            onChange={(value) => {
              setKey(value);
              clear();
            }}
          />
        </div>
      </Setting>
      <Setting
        path="provider.baseUrl"
        name="Endpoint"
        environment="OPENAI_BASE_URL"
        note="Anything that speaks the Responses API."
        control={
          access?.baseUrlOrigin === "settings" && (
            <Button size="small" variant="plain" onClick={() => void save({ baseUrl: "" })}>
              Back to the default
            </Button>
          )
        }
      >
        <TextField
          label="Endpoint"
          mono
          placeholder={access?.baseUrl ?? "https://api.openai.com/v1"}
          value={baseUrl}
          onChange={(event) => {
            setBaseUrl(event.target.value);
            clear();
          }}
        />
      </Setting>
      <div className="flex items-center gap-2 pb-3">
        <div className="min-w-0 flex-1">
          <CheckResult result={result} />
          {failure !== undefined && <FailureNote failure={failure} />}
        </div>
        <CheckButton busy={result.state === "checking"} onClick={() => void check({ key, baseUrl })} />
        <Button
          variant="primary"
          disabled={!typed}
          onClick={() => void save({ key: key.trim() || undefined, baseUrl: baseUrl.trim() || undefined })}
        >
          Save
        </Button>
      </div>
      <Setting
        path="provider.websocket"
        name="Responses over WebSocket"
        note="Faster where the endpoint has it. By itself it is tried at the provider's own address alone."
        control={
          <Segmented
            label="Responses over WebSocket"
            value={websocket === undefined ? "auto" : websocket ? "on" : "off"}
            choices={sockets}
            onChange={(next) => update({ provider: { websocket: next === "auto" ? null : next === "on" } })}
          />
        }
      />
      {note}
      <ProviderList />
      <ModelList />
    </>
  );
}
