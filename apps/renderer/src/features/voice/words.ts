import { errorMessages, type Recording } from "@flightdeck/contract";

/** How long something was spoken: 0:14, 1:02:03. */
export function spokenLength(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number: number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Where a recording stands, in a few words. */
export function standing({ status }: Pick<Recording, "status">): string {
  switch (status.state) {
    case "recording":
      return "Being recorded";
    case "transcribing":
      return status.part === undefined
        ? "Transcribing"
        : `Transcribing, part ${status.part.number} of ${status.part.of}`;
    case "transcribed":
      return status.text;
    case "kept":
      return status.failure === undefined ? "Not transcribed yet" : errorMessages[status.failure.code];
  }
}

/** What there is to do about a transcription that failed. */
export function remedyOf({ status }: Pick<Recording, "status">): string | undefined {
  if (status.state !== "kept" || status.failure === undefined) return undefined;
  switch (status.failure.code) {
    case "no_model_access":
    case "model_unauthorized":
      return "Set a key under Settings, Model access, or a server of your own under Voice.";
    case "model_not_found":
    case "transcription_unavailable":
      return "Choose another model or server under Settings, Voice.";
    case "provider_unreachable":
      return "The recording is kept; try again when the network or the server is back.";
    case "nothing_heard":
      return "Look whether the microphone is muted, or choose another under Settings, Voice.";
    default:
      return "The recording is kept.";
  }
}
