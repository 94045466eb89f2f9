import type { Recording } from "@flightdeck/contract";
import { useEffect, useRef, useState } from "react";
import { type Client } from "../../client.ts";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";

/** Plays a recording that the host keeps. */
export function usePlayback({ id, type }: Pick<Recording, "id" | "type">): {
  readonly playing: boolean;
  readonly toggle: () => void;
} {
  const { client } = useApp();
  const failed = useFailed();
  const [playing, setPlaying] = useState(false);
  const player = useRef<{ readonly audio: HTMLAudioElement; readonly url: string }>(undefined);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      player.current?.audio.pause();
      if (player.current !== undefined) URL.revokeObjectURL(player.current.url);
      player.current = undefined;
    };
  }, []);
  const play = async () => {
    setPlaying(true);
    try {
      if (player.current === undefined) {
        const sound = await readSound(client, { id, type });
        // Nobody could stop it any more.
        if (gone.current) return;
        const url = URL.createObjectURL(sound);
        const audio = new Audio(url);
        audio.addEventListener("ended", () => setPlaying(false));
        player.current = { audio, url };
      }
      await player.current.audio.play();
    } catch (error) {
      setPlaying(false);
      failed(error);
    }
  };
  return {
    playing,
    toggle: () => {
      if (!playing) return void play();
      player.current?.audio.pause();
      setPlaying(false);
    },
  };
}

async function readSound(client: Client, { id, type }: Pick<Recording, "id" | "type">): Promise<Blob> {
  const pieces: Blob[] = [];
  let offset = 0;
  for (;;) {
    const { content, bytes } = await client.voice.audio({ recordingId: id, offset });
    const piece = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    pieces.push(new Blob([piece]));
    offset += piece.length;
    if (offset >= bytes || piece.length === 0) return new Blob(pieces, { type });
  }
}
