import { SettingsUpdate, settingWords } from "@flightdeck/contract";
import { CircleAlert, RotateCcw } from "lucide-react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { IconButton } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { settingFields } from "./fields.ts";

/** Why what was last typed into a field does not hold. */
export interface Refusal {
  readonly path: string;
  readonly message: string;
}
const Refusals = createContext<{
  readonly refused: Refusal | undefined;
  readonly refuse: (refusal: Refusal | undefined) => void;
}>({ refused: undefined, refuse: () => {} });
export const RefusalsProvider = Refusals.Provider;

/** One setting: its name, meaning and origin at the left, the control at the right, what is wrong below. */
export function Setting({
  path = [],
  name,
  mark,
  environment,
  note,
  control,
  children,
}: {
  /** The keys of `config.toml` that it shows. */
  readonly path?: string | readonly string[];
  readonly name: string;
  /** What else is said of it beside its name. */
  readonly mark?: ReactNode;
  /** The variable that may set it from outside. */
  readonly environment?: string;
  readonly note?: ReactNode;
  readonly control?: ReactNode;
  readonly children?: ReactNode;
}) {
  const paths = typeof path === "string" ? [path] : path;
  return (
    <div
      data-setting={paths.join(" ") || undefined}
      className="grid scroll-mt-2 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 border-t border-line py-[11px] data-found:bg-accent-soft"
    >
      <div>
        <span className="flex min-h-5 items-center gap-2">
          <h3 className="font-strong">{name}</h3>
          {mark}
          <OriginMark paths={paths} name={name} environment={environment} />
        </span>
        {note !== undefined && <p className="mt-px max-w-[420px] text-small text-pretty text-text-3">{note}</p>}
      </div>
      {control !== undefined && <div className="flex items-center gap-2">{control}</div>}
      {children !== undefined && <div className="col-span-full mt-2">{children}</div>}
      <SettingProblems paths={paths} />
    </div>
  );
}

/** Where a setting that is not at its default comes from, and the way back to the default. */
function OriginMark({
  paths,
  name,
  environment,
}: {
  readonly paths: readonly string[];
  readonly name: string;
  readonly environment: string | undefined;
}) {
  const { client, settings } = useApp();
  const origins = useSelect(settings, (state) => state.origins);
  const failed = useFailed();
  const set = paths.filter((path) => origins[path] === "config.toml");
  const reset = async () => {
    for (const path of set) await client.settings.reset({ path: path.split(".") });
  };
  if (set.length > 0)
    return (
      <>
        <Tag tone="line">config.toml</Tag>
        <IconButton
          label={`Reset ${name} to the default`}
          icon={RotateCcw}
          size="small"
          className="-my-1"
          onClick={() => void reset().catch(failed)}
        />
      </>
    );
  if (!paths.some((path) => origins[path] === "environment")) return null;
  return <Tag tone="line">{environment === undefined ? "environment" : `from ${environment}`}</Tag>;
}

/** What was refused of this setting just now, and what the file says wrongly of it. */
export function SettingProblems({ paths }: { readonly paths: readonly string[] }) {
  const { settings } = useApp();
  const { refused } = useContext(Refusals);
  const problems = useSelect(settings, (state) => state.problems);
  const about = (path: string) => paths.some((own) => path === own || path.startsWith(`${own}.`));
  const lines = [
    ...(refused !== undefined && about(refused.path) ? [refused.message] : []),
    ...problems.filter(({ path }) => about(path.join("."))).map(({ message }) => `In config.toml: ${message}`),
  ];
  return lines.map((line) => (
    <p
      key={line}
      role="alert"
      className="col-span-full mt-1.5 flex items-center justify-end gap-1.5 text-small text-red"
    >
      <Icon of={CircleAlert} size={14} className="text-red" />
      {line}
    </p>
  ));
}

/** Whether a key has a field that shows what is wrong with it. */
export const hasField = (path: string): boolean =>
  settingFields.some(({ paths }) => paths.some((own) => path === own || path.startsWith(`${own}.`)));

/** The first key that a change is about. */
function pathOf(change: object): string {
  const [first] = Object.entries(change);
  if (first === undefined) return "";
  const [key, value]: [string, unknown] = first;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? `${key}.${pathOf(value)}` : key;
}

/** Changes settings; what is refused is said at the field, or in the note where there is none. */
export function useSettingsUpdate() {
  const { client } = useApp();
  const { refuse } = useContext(Refusals);
  const [failure, setFailure] = useState<Failure>();
  const update = (change: SettingsUpdate) => {
    setFailure(undefined);
    const [issue] = SettingsUpdate.safeParse(change).error?.issues ?? [];
    if (issue !== undefined) return refuse({ path: issue.path.join("."), message: settingWords(issue) });
    refuse(undefined);
    client.settings.update(change).catch((error: unknown) => {
      const path = pathOf(change);
      const failed = readFailure(error);
      if (hasField(path)) refuse({ path, message: failed.message });
      else setFailure(failed);
    });
  };
  return { update, note: failure !== undefined && <FailureNote failure={failure} className="mb-3" /> };
}
