import { createHash } from "node:crypto";
import { Action, type KnownAction } from "@flightdeck/contract";
import { parse, stringify } from "smol-toml";

export interface ReadActions {
  readonly actions: readonly KnownAction[];
  readonly problems: readonly string[];
}

/** More are not shown: nobody could find one among them. */
export const MOST_ACTIONS = 100;

/** Reads a file of `[[action]]` tables. What is not understood is told, and costs the others nothing. */
export function parseActions(text: string, file: string, scope: KnownAction["scope"]): ReadActions {
  let raw: unknown;
  try {
    raw = parse(text).action ?? [];
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { actions: [], problems: [`${file} is not valid TOML, so it has no actions: ${line}`] };
  }
  if (!Array.isArray(raw))
    return { actions: [], problems: [`${file}: "action" has to be a list of [[action]] tables`] };
  const actions = new Map<string, KnownAction>();
  const problems =
    raw.length > MOST_ACTIONS ? [`${file}: there are ${raw.length} actions; the first ${MOST_ACTIONS} count`] : [];
  raw.slice(0, MOST_ACTIONS).forEach((value: unknown, index) => {
    const parsed = Action.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      problems.push(`${file}: action ${index + 1} is not valid: ${issue?.path.join(".")} ${issue?.message}`.trim());
    } else if (actions.has(parsed.data.name))
      problems.push(`${file}: there are two actions called "${parsed.data.name}"; the first counts`);
    else actions.set(parsed.data.name, { ...parsed.data, id: idOf(scope, parsed.data.name), scope });
  });
  return { actions: [...actions.values()], problems };
}

const idOf = (scope: KnownAction["scope"], name: string): string =>
  `action_${createHash("sha256")
    .update(JSON.stringify([scope, name]))
    .digest("hex")
    .slice(0, 16)}`;

/** The file's text from its actions. */
export const writeActions = (actions: readonly Action[]): string =>
  stringify({
    action: actions.map(({ name, command, icon }) => ({ name, command, ...(icon === undefined ? {} : { icon }) })),
  });
