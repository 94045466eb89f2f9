import { FindBar } from "../../../ui/FindBar.tsx";
import type { Found } from "./useFind.ts";

const words = ({ total, index, more, looking, failure }: Found, text: string): string => {
  if (failure !== undefined) return failure.message;
  if (text === "" || looking) return "";
  if (total === 0) return "Nothing found";
  return `${((index ?? 0) + 1).toLocaleString("en")} of ${total.toLocaleString("en")}${more ? "+" : ""}`;
};

/** The line to look for something in a thread. */
export const ThreadFindBar = ({
  text,
  onText,
  found,
  onClose,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly found: Found;
  readonly onClose: () => void;
}) => (
  <FindBar
    label="Find in this thread"
    text={text}
    longest={200}
    said={words(found, text)}
    isMissing={text !== "" && !found.looking && found.failure === undefined && found.total === 0}
    onText={onText}
    onGo={found.go}
    onClose={onClose}
  />
);
