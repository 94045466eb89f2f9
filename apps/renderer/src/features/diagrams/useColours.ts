import { useEffect, useState } from "react";
import type { DiagramColours } from "../../diagramPage/messages.ts";

const tokens = {
  ground: "--sunken",
  raised: "--raised",
  text: "--text-1",
  quiet: "--text-2",
  line: "--line-strong",
  edge: "--line-control",
  accent: "--accent",
  soft: "--accent-soft",
  noteGround: "--amber-soft",
  noteLine: "--amber-line",
} as const;

/** The theme's colours as they are now, for what cannot read its variables. */
function resolved(): DiagramColours {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return hex(getComputedStyle(probe).color);
  };
  const colours = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, colour(token)]));
  const dark = darkness(colours.ground ?? "#ffffff");
  probe.remove();
  return { ...(colours as Omit<DiagramColours, "dark">), dark }; // the same names, above
}

function hex(colour: string): string {
  const parts = /rgba?\((\d+), (\d+), (\d+)/.exec(colour)?.slice(1, 4) ?? [];
  return parts.length === 3
    ? `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`
    : "#808080";
}

const darkness = (ground: string): boolean => Number.parseInt(ground.slice(3, 5), 16) < 128;

/** The theme's colours; others when the theme turns. */
export function useColours(): DiagramColours {
  const [colours, setColours] = useState(resolved);
  useEffect(() => {
    const look = () => setColours((before) => (resolved().dark === before.dark ? before : resolved()));
    const turned = new MutationObserver(look);
    turned.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", look);
    look();
    return () => {
      turned.disconnect();
      system.removeEventListener("change", look);
    };
  }, []);
  return colours;
}
