/** Characters of one request. */
const LARGEST = 50_000;

/** Sends what is typed, in its order: one request is under way at a time, and what is typed meanwhile goes with the next. */
export function createWriter(
  send: (text: string) => Promise<void>,
  onFailure: (error: unknown) => void,
): (text: string) => void {
  let waiting = "";
  let sending = false;
  const next = () => {
    if (sending || waiting === "") return;
    const text = firstPart(waiting);
    waiting = waiting.slice(text.length);
    sending = true;
    send(text)
      .catch((error: unknown) => {
        waiting = "";
        onFailure(error);
      })
      .finally(() => {
        sending = false;
        next();
      });
  };
  return (text) => {
    waiting += text;
    next();
  };
}

/** Never half of a character of two units. */
function firstPart(text: string): string {
  if (text.length <= LARGEST) return text;
  const last = text.charCodeAt(LARGEST - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? LARGEST - 1 : LARGEST);
}

/** Tells how much was drawn: one request at a time, each with all that was drawn since the last. */
export function createTally(send: (characters: number) => Promise<void>): (characters: number) => void {
  let drawn = 0;
  let sending = false;
  const next = () => {
    if (sending || drawn === 0) return;
    const characters = drawn;
    drawn = 0;
    sending = true;
    send(characters)
      .catch(() => {}) // with the connection its watch is gone, and with that what was counted
      .finally(() => {
        sending = false;
        next();
      });
  };
  return (characters) => {
    drawn += characters;
    next();
  };
}
