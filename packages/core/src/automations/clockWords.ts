/** A moment as a person says it in a zone: "02:30", with its day when it is another one than that of `seenAt`. */
export type ClockWords = (at: number, timeZone: string, seenAt: number) => string;

/** Remembers how zones are written: making that out takes longer than all the rest. */
export function createClockWords(): ClockWords {
  const formats = new Map<string, Intl.DateTimeFormat>();

  const parts = (at: number, timeZone: string): { readonly day: string; readonly clock: string } => {
    let format = formats.get(timeZone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat("en-GB", {
        timeZone,
        day: "numeric",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      });
      formats.set(timeZone, format);
    }
    const [day = "", clock = ""] = format.format(at).split(", ");
    return { day, clock };
  };

  return (at, timeZone, seenAt) => {
    const { day, clock } = parts(at, timeZone);
    return day === parts(seenAt, timeZone).day ? clock : `${day}, ${clock}`;
  };
}
