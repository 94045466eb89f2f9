import { builtInProfiles } from "@flightdeck/contract";
import { type KeyboardEvent, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, Kbd } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { Option } from "./Option.tsx";

const ways = [
  {
    name: "Read only",
    note: "Commands may look at everything here and change nothing. Each change is asked for.",
  },
  {
    name: "Workspace write",
    note: "An agent changes files in its own worktree, without the network. What needs more is asked for, with the reason.",
  },
  {
    name: "Full access",
    note: "Commands run as you do, with the network and all your files. Nothing is asked.",
  },
] as const;

const USUAL = "Workspace write";

/** What agents may do by themselves, explained before the first of them works. */
export function PermissionsStep({ onDone }: { readonly onDone: () => void }) {
  const { client, settings } = useApp();
  const kept = useSelect(settings, (state) => state.settings?.thread.profile);
  const [chosen, setChosen] = useState<string>(ways.find(({ name }) => name === kept)?.name ?? USUAL);
  const [failure, setFailure] = useState<Failure>();
  const go = () => {
    setFailure(undefined);
    // What holds already is not written down.
    const work =
      chosen === (kept ?? USUAL)
        ? Promise.resolve()
        : client.settings.update({ thread: { ...builtInProfiles[chosen], profile: chosen } });
    work.then(onDone, (error: unknown) => setFailure(readFailure(error)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = ways[Number(event.key) - 1];
    if (wanted !== undefined) {
      event.preventDefault();
      setChosen(wanted.name);
    }
    const onButton = event.target instanceof HTMLButtonElement && event.target.role !== "radio";
    if (event.key === "Enter" && !onButton) {
      event.preventDefault();
      go();
    }
  };
  return (
    <div onKeyDown={onKeyDown}>
      <h1 className="text-large font-strong">What may agents do by themselves?</h1>
      <p className="mt-1 mb-5 text-text-2">
        Commands run in a sandbox of this machine. Each thread can have its own permissions.
      </p>
      <div role="radiogroup" aria-label="Permissions" className="flex flex-col gap-2">
        {ways.map(({ name, note }, index) => (
          <Option
            key={name}
            number={index + 1}
            title={name}
            note={note}
            tag={name === USUAL && <Tag tone="green">recommended</Tag>}
            chosen={chosen === name}
            autoFocus={chosen === name}
            onChoose={() => setChosen(name)}
          />
        ))}
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      <div className="mt-5 flex items-center gap-2">
        <span className="flex-1 text-micro text-text-3">
          <Kbd>1</Kbd>–<Kbd>3</Kbd> choose
        </span>
        <Button variant="plain" onClick={onDone}>
          Skip
        </Button>
        <Button variant="primary" hint="↵" onClick={go}>
          Continue
        </Button>
      </div>
    </div>
  );
}
