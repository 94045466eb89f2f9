import type { Provider } from "@flightdeck/contract";
import { Pencil, Plus, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { providerTags } from "../models/words.ts";
import { ProviderForm } from "./ProviderForm.tsx";
import { SettingProblems } from "./Setting.tsx";

/** Who offers models: the first provider, those of the person's own, and what runs on this machine. */
export function ProviderList() {
  const { client, models } = useApp();
  const { providers, looking } = useSelect(models, (state) => state);
  /** The id of the one that is edited; empty while one is added. */
  const [editing, setEditing] = useState<string>();
  const [removing, setRemoving] = useState<Provider>();
  const [failure, setFailure] = useState<Failure>();

  const remove = async ({ id }: Provider) => {
    setRemoving(undefined);
    setFailure(undefined);
    try {
      await client.models.removeProvider({ id });
      await models.look();
    } catch (error) {
      setFailure(readFailure(error));
    }
  };

  return (
    <section data-setting="providers" aria-label="Providers" className="data-found:bg-accent-soft">
      <div className="flex items-center gap-2 border-t border-line pt-3 pb-2">
        <h3 className="flex-1 font-strong">Providers</h3>
        <Button size="small" icon={RotateCw} disabled={looking === true} onClick={() => void models.look()}>
          {looking === true ? "Looking" : "Look again"}
        </Button>
        <Button size="small" icon={Plus} disabled={editing === ""} onClick={() => setEditing("")}>
          Add provider
        </Button>
      </div>
      <SettingProblems paths={["providers"]} />
      {editing === "" && <ProviderForm onClose={() => setEditing(undefined)} />}
      <ul className="mb-3 rounded-3 border border-line">
        {providers.map((provider) => (
          <li key={provider.id} aria-label={provider.name} className="px-2.5 py-2 [&+li]:border-t [&+li]:border-line">
            <div className="flex min-h-6 items-center gap-2">
              <span className="shrink-0">{provider.name}</span>
              {providerTags(provider).map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
              <span className="min-w-0 flex-1 truncate text-right font-mono text-micro text-text-3">
                {provider.baseUrl}
              </span>
              {provider.origin === "settings" && (
                <>
                  <IconButton
                    label={`Edit ${provider.name}`}
                    icon={Pencil}
                    size="small"
                    onClick={() => setEditing(provider.id)}
                  />
                  <IconButton
                    label={`Remove ${provider.name}`}
                    icon={Trash2}
                    size="small"
                    onClick={() => setRemoving(provider)}
                  />
                </>
              )}
            </div>
            {provider.problem !== undefined && <p className="text-small break-words text-amber">{provider.problem}</p>}
            {editing === provider.id && <ProviderForm provider={provider} onClose={() => setEditing(undefined)} />}
          </li>
        ))}
      </ul>
      {failure !== undefined && <FailureNote failure={failure} className="mb-3" />}
      <p className="pb-3 text-small text-text-3">
        Ollama, LM Studio, vLLM and llama.cpp are found by themselves when they run on this machine.
      </p>
      <Confirm
        open={removing !== undefined}
        title={`Remove ${removing?.name ?? ""}?`}
        action="Remove"
        danger
        onConfirm={() => removing !== undefined && void remove(removing)}
        onClose={() => setRemoving(undefined)}
      >
        Its key is forgotten too. Threads that use its models need another one.
      </Confirm>
    </section>
  );
}
