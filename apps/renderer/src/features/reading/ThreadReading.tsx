import type { ReadProgress } from "@flightdeck/contract";
import { ReadRing } from "../../ui/ReadRing.tsx";
import { progressWords } from "./progress.ts";

/** How far a thread is read, in a list; nothing of a thread that nobody has read anything of. */
export function ThreadReading({ reading }: { readonly reading: ReadProgress | undefined }) {
  if (reading === undefined) return null;
  const { hunks, read, fresh } = reading;
  return <ReadRing label={progressWords(reading)} share={read / hunks} fresh={fresh > 0} />;
}
