/** A moment as a person says it in a zone: "02:30", with its day when it is another one than that of `seenAt`. */
export function clockWords(at: number, timeZone: string, seenAt: number): string {
  const time = parts(at, timeZone);
  return time.day === parts(seenAt, timeZone).day ? time.clock : `${time.day}, ${time.clock}`;
}

function parts(at: number, timeZone: string): { readonly day: string; readonly clock: string } {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(at);
  return {
    day: format({ day: "numeric", month: "short", year: "numeric" }),
    clock: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  };
}
