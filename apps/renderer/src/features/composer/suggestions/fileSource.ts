import type { FileAnswer, FoundFile } from "@flightdeck/contract";
import { File } from "lucide-react";
import { visibleName } from "../../../ui/visibleText.ts";
import { typedMention } from "../mention.ts";
import type { Suggestion, SuggestionSource } from "./suggestion.ts";

type Find = (question: { readonly text: string; readonly wait: boolean }, signal: AbortSignal) => Promise<FileAnswer>;

function suggestFile({ path, changed }: FoundFile): Suggestion {
  const cut = path.lastIndexOf("/");
  return {
    key: `file:${path}`,
    group: "Files",
    icon: File,
    label: visibleName(path.slice(cut + 1)),
    mono: true,
    detail: cut > 0 ? visibleName(path.slice(0, cut)) : "",
    cutFront: true,
    note: changed ? "changed" : undefined,
    choose: (editor, typed) => editor.replaceBefore(typed, { kind: "file", path }),
  };
}

/** Files of the folder, and threads by their titles, behind an `@`. */
export function mentionSource(find: Find, threads: (typed: string) => readonly Suggestion[]): SuggestionSource {
  return {
    name: "Files and threads",
    typed: ({ before }) => typedMention(before),
    find(text, show, signal) {
      const look = async () => {
        const shown = (answer: FileAnswer | undefined) =>
          show([...(answer?.files.map(suggestFile) ?? []), ...threads(text)]);
        try {
          const answer = await find({ text, wait: false }, signal);
          shown(answer);
          if (!answer.current) shown(await find({ text, wait: true }, signal));
        } catch {
          if (!signal.aborted) shown(undefined); // without its folder there are still the threads
        }
      };
      void look();
    },
  };
}
