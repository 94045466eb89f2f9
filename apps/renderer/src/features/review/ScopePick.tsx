import { type DiffScope, type ScopeChoices, scopeKey, type ThreadId } from "@flightdeck/contract";
import { ChevronDown } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Segmented } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, MenuCheck, MenuNote, MenuSeparator } from "../../ui/Menu.tsx";
import { clock } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";

const plain = [
  { value: "branch", label: "Branch" },
  { value: "uncommitted", label: "Uncommitted" },
  { value: "last_turn", label: "Last turn" },
] as const;
type Plain = (typeof plain)[number]["value"];
const isPlain = (kind: DiffScope["kind"]): kind is Plain => plain.some(({ value }) => value === kind);

/** What is compared: the three that are wanted all the time, and behind "More" what is staged, any turn, any commit. */
export function ScopePick({
  threadId,
  scope,
  against,
  onChange,
}: {
  readonly threadId: ThreadId;
  readonly scope: DiffScope;
  /** How the host calls a turn. */
  readonly against: string | undefined;
  readonly onChange: (scope: DiffScope) => void;
}) {
  const { kind } = scope;
  return (
    <span className="flex items-center gap-0.5">
      <Segmented<Plain | "">
        label="Changes to show"
        value={isPlain(kind) ? kind : ""}
        choices={plain}
        onChange={(value) => value !== "" && onChange({ kind: value })}
      />
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            aria-label={isPlain(kind) ? "More to compare" : `Compared: ${scopeName(scope, against)}`}
            className="inline-flex h-6 max-w-32 items-center gap-0.5 rounded-2 px-1.5 text-small text-text-2 hover:bg-hover data-popup-open:bg-hover"
          >
            <span className={isPlain(kind) ? "@max-[560px]:hidden" : "truncate font-medium text-text-1"}>
              {isPlain(kind) ? "More" : scopeName(scope, against)}
            </span>
            <Icon of={ChevronDown} size={12} />
          </button>
        }
      >
        <Choices threadId={threadId} scope={scope} onChange={onChange} />
      </Menu>
    </span>
  );
}

/** A scope in a word or two. */
function scopeName(scope: DiffScope, against: string | undefined): string {
  switch (scope.kind) {
    case "staged":
      return "Staged";
    case "turn":
      return against === undefined ? "A turn" : against.charAt(0).toUpperCase() + against.slice(1);
    case "commit":
      return scope.commit.slice(0, 7);
    default:
      return plain.find(({ value }) => value === scope.kind)?.label ?? "";
  }
}

function Choices({
  threadId,
  scope,
  onChange,
}: {
  readonly threadId: ThreadId;
  readonly scope: DiffScope;
  readonly onChange: (scope: DiffScope) => void;
}) {
  const { client } = useApp();
  const [choices, setChoices] = useState<ScopeChoices>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    client.review.choices({ threadId }, { signal: life.signal }).then(
      (found) => !life.signal.aborted && setChoices(found),
      (error: unknown) => !life.signal.aborted && setFailure(readFailure(error)),
    );
    return () => life.abort();
  }, [client, threadId]);
  const check = (one: DiffScope) => ({
    checked: scopeKey(one) === scopeKey(scope),
    onChange: () => onChange(one),
  });
  const { turns = [], commits = [], staged = 0 } = choices ?? {};
  return (
    <div className="max-w-80">
      <MenuCheck {...check({ kind: "staged" })}>
        <Line name="Staged" more={choices && (staged === 0 ? "nothing" : files(staged))} />
      </MenuCheck>
      {failure !== undefined && <MenuNote>{failure.message}</MenuNote>}
      {turns.length > 0 && <MenuSeparator />}
      {turns.length > 0 && <MenuNote>Turns that changed files</MenuNote>}
      {turns.map(({ turnId, number, text, startedAt }) => (
        <MenuCheck key={turnId} {...check({ kind: "turn", turnId })}>
          <Line name={`Turn ${number}`} text={text} more={clock(startedAt)} />
        </MenuCheck>
      ))}
      {commits.length > 0 && <MenuSeparator />}
      {commits.length > 0 && <MenuNote>Commits of the branch</MenuNote>}
      {commits.map(({ commit, subject, author }) => (
        <MenuCheck key={commit} {...check({ kind: "commit", commit })}>
          <Line name={commit.slice(0, 7)} mono text={subject} more={author} />
        </MenuCheck>
      ))}
    </div>
  );
}

const files = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "file" : "files"}`;

function Line({
  name,
  mono = false,
  text,
  more,
}: {
  readonly name: string;
  readonly mono?: boolean;
  readonly text?: string;
  readonly more?: string | undefined;
}) {
  return (
    <span className="flex w-66 items-baseline gap-2">
      <span className={mono ? "mono shrink-0 text-small" : "shrink-0"}>{name}</span>
      <span className="min-w-0 flex-1 truncate text-text-2">
        {text === undefined ? "" : visibleName(text.split("\n", 1)[0] ?? "")}
      </span>
      <span className="max-w-24 shrink-0 truncate text-micro text-text-3">{more && visibleName(more)}</span>
    </span>
  );
}
