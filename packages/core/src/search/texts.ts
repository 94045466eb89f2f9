import type { Item, SearchKind, ThreadEvent } from "@flightdeck/contract";

/** What search reads of a text: the beginning of a long one, and the end of what a command printed. */
const LONGEST = 16_384;
const OUTPUT_HEAD = 2_048;
const OUTPUT_TAIL = 4_096;

/** What an event brings to be found. */
export interface Found {
  /** Empty for a thread's title. */
  readonly itemId: string;
  readonly turnId?: string;
  readonly kind: SearchKind;
  readonly text: string;
}

/** What of an event is found by its words; an item as it stands when it is stored. */
export function textOf(event: ThreadEvent): Found | undefined {
  switch (event.type) {
    case "thread.started":
    case "thread.titled":
      return { itemId: "", kind: "title", text: event.title };
    case "item.updated":
    case "item.completed": {
      const { item, turnId } = event;
      return { itemId: item.id, turnId, kind: item.type, text: itemText(item).slice(0, LONGEST) };
    }
    default:
      return undefined;
  }
}

function itemText(item: Item): string {
  switch (item.type) {
    case "user_message":
    case "agent_message":
    case "reasoning":
      return item.text;
    case "plan":
      return lines(item.proposal?.title, item.explanation, item.proposal?.text ?? stepsOf(item.steps));
    case "command":
      return lines(item.command, ends(item.output));
    case "file_change":
      return lines(
        ...item.changes.map(({ path, movedTo }) => (movedTo === undefined ? path : `${path} ${movedTo}`)),
        item.error,
        ...item.changes.map(({ diff }) => changedLines(diff)),
      );
    case "tool_call":
      return lines(item.summary, ends(item.output));
    case "question":
      // A secret answer is not in the item.
      return lines(...item.fields.map(({ question }) => question), ...Object.values(item.answers ?? {}));
    case "compaction":
      return item.summary ?? "";
    case "review":
      return lines(item.summary, ...(item.findings ?? []).map(({ path, title }) => `${path} ${title}`), item.error);
    case "error":
      return lines(item.message, item.detail);
  }
}

const lines = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join("\n");

const stepsOf = (steps: readonly { readonly step: string }[]): string => steps.map(({ step }) => step).join("\n");

/** Terminal colours are no words. */
// oxlint-disable-next-line no-control-regex -- an escape sequence begins with one
const withoutEscapes = (text: string): string => text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, "");

function ends(output: string): string {
  const whole = output.length <= OUTPUT_HEAD + OUTPUT_TAIL;
  return withoutEscapes(whole ? output : `${output.slice(0, OUTPUT_HEAD)}\n…\n${output.slice(-OUTPUT_TAIL)}`);
}

/** What the diff adds and removes, without what stands around it. */
function changedLines(diff: string): string {
  return diff
    .slice(0, OUTPUT_TAIL)
    .split("\n")
    .flatMap((line) => (/^[+-]/.test(line) ? [line.slice(1)] : []))
    .join("\n");
}
