import { useEffect, useState } from "react";
import { duration } from "../../ui/time.ts";
import { Meta } from "./Card.tsx";

/** How long something took, or takes: then it counts seconds, as long as it is on screen. */
export function Elapsed({ from, to }: { readonly from: number; readonly to: number | undefined }) {
  return to === undefined ? <Counting from={from} /> : to - from < 50 ? null : <Meta>{duration(to - from)}</Meta>;
}

function Counting({ from }: { readonly from: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor(Math.max(0, now - from) / 1000);
  if (seconds < 1) return null;
  return <Meta>{seconds < 60 ? `${seconds} s` : duration(seconds * 1000)}</Meta>;
}
