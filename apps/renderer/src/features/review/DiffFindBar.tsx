import { FindBar } from "../../ui/FindBar.tsx";
import type { DiffFind } from "./useDiffFind.ts";

const words = ({ text, found, failure, at }: DiffFind): string => {
  if (failure !== undefined) return failure.message;
  if (text === "" || found === undefined) return "";
  const count = found.lines.length;
  if (count === 0) return "Nothing found";
  const lines = `${count.toLocaleString("en")}${found.more ? "+" : ""} ${count === 1 ? "line" : "lines"}`;
  return at === undefined ? lines : `${(at + 1).toLocaleString("en")} of ${lines}`;
};

/** The line to look for something in the diff. */
export const DiffFindBar = ({ find, onClose }: { readonly find: DiffFind; readonly onClose: () => void }) => (
  <FindBar
    label="Find in the diff"
    text={find.text}
    longest={1000}
    said={words(find)}
    isMissing={find.found?.lines.length === 0}
    onText={find.setText}
    onGo={find.go}
    onClose={onClose}
  />
);
