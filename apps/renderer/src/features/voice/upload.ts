import { type Failure, readFailure } from "../../client.ts";

/** How far what was recorded is on the host's disk. */
export interface Kept {
  /** All that was recorded so far. */
  readonly onDisk: boolean;
  /** Why the rest is not, other than that the host is away for a moment. */
  readonly failure?: Failure;
}

/** What is recorded, on its way to the host's disk. Until the host has acknowledged a piece, it is held here. */
export interface Upload {
  readonly push: (chunk: Blob) => void;
  /** Settles when all is on disk; rejects with the failure that keeps it from there. May be called again. */
  readonly flush: () => Promise<void>;
}

export interface UploadContext {
  readonly begin: () => Promise<void>;
  /** Settles with the size of the host's file. */
  readonly append: (offset: number, content: string) => Promise<number>;
  /** Settles when there is a host again. */
  readonly reconnected: () => Promise<void>;
  readonly onKept: (kept: Kept) => void;
}

/** Bytes of one message to the host: what has gathered while it was away goes in as few as that takes. */
const MOST = 1 << 20;

export function createUpload({ begin, append, reconnected, onKept }: UploadContext): Upload {
  let waiting: Blob[] = [];
  let acknowledged = 0;
  let begun = false;
  let running: Promise<void> | undefined;

  const step = async () => {
    if (!begun) {
      await begin();
      begun = true;
    }
    while (waiting.length > 0) {
      const pieces = new Blob(waiting).slice(0, MOST);
      const bytes = new Uint8Array(await pieces.arrayBuffer());
      await append(acknowledged, base64(bytes));
      acknowledged += bytes.length;
      const rest = new Blob(waiting).slice(bytes.length);
      waiting = rest.size === 0 ? [] : [rest];
    }
  };

  const run = async (): Promise<void> => {
    for (;;) {
      try {
        await step();
        onKept({ onDisk: true });
        return;
      } catch (error) {
        const failure = readFailure(error);
        if (failure.code !== "connection_lost") {
          onKept({ onDisk: false, failure });
          throw error;
        }
        onKept({ onDisk: false });
        await reconnected();
      }
    }
  };

  const flush = () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    push(chunk) {
      waiting.push(chunk);
      // What failed is tried again with the next piece, and told by `onKept`.
      flush().catch(() => {});
    },
    async flush() {
      await running?.catch(() => {});
      await flush();
    },
  };
}

/** A call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
