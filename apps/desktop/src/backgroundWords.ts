import { automationsWords, type BackgroundState, runsWords } from "@flightdeck/contract";

const first = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** "2 runs at work, 3 automations, next at 02:30" */
export const stateWords = (state: BackgroundState, now: number): string =>
  [runsWords(state), automationsWords(state, now)].filter(Boolean).join(", ");

/** What is said once no window is open. */
export const noticeOf = (state: BackgroundState, now: number): { title: string; body: string } => ({
  title: "Flightdeck goes on in the background",
  body: `${first(stateWords(state, now))}. Quit from the tray, or start Flightdeck again to see it.`,
});

/** What the end of the app means for automations, as sentences. */
export function quitWords(state: BackgroundState, now: number): { message: string; detail: string } {
  const runs = runsWords(state);
  const stops = "Quitting cuts off what is at work. It keeps what it has done, and goes on at the next start.";
  const closed = `${first(automationsWords(state, now))}: none begins while Flightdeck is closed. What comes due meanwhile is caught up or recorded as missed at the next start, as each automation says.`;
  return {
    message: runs === undefined ? "Automations stop when Flightdeck quits" : `Quit with ${runs}?`,
    detail: [...(runs === undefined ? [] : [stops]), ...(state.on > 0 ? [closed] : [])].join("\n\n"),
  };
}

/** The question that the first end of the last window asks. */
export const closingWords = (state: BackgroundState, now: number): { message: string; detail: string } => ({
  message: "Should automations go on in the background?",
  detail: `${first(stateWords(state, now))}.\n\nIn the background they run without a window, with a sign near the clock from where you open or quit Flightdeck. Otherwise they stop until Flightdeck is started again.\n\nThis is asked once; Settings, Automations changes it.`,
});
