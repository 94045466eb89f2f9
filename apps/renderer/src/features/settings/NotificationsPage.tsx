import { type NoticeKind, noticeKinds, type NoticeWay, type NotificationSettings } from "@flightdeck/contract";
import { Volume2 } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { playSound } from "../notifications/sounds.ts";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const whens: readonly { readonly value: NotificationSettings["when"]; readonly label: string }[] = [
  { value: "background", label: "When not in front" },
  { value: "never", label: "Never" },
];

const ways: readonly { readonly value: NoticeWay; readonly label: string }[] = [
  { value: "sound", label: "With a sound" },
  { value: "quiet", label: "Quietly" },
  { value: "off", label: "Not at all" },
];

const kinds: Readonly<Record<NoticeKind, { readonly name: string; readonly note: string }>> = {
  approval: { name: "Approvals", note: "An agent stands still until you say yes or no." },
  question: { name: "Questions", note: "An agent stands still until you answer." },
  plan: { name: "Plans", note: "A plan is there to be read and accepted." },
  failure: { name: "Failures", note: "A turn ended with an error." },
  finished: { name: "Finished work", note: "A turn is done and was not seen." },
  finding: { name: "Grave findings", note: "An automation found something at P0 or P1." },
};

/** What is told of threads that are not in front, and how. */
export function NotificationsPage() {
  const { settings, shell } = useApp();
  const kept = useSelect(settings, (state) => state.settings?.notifications);
  const { update, note } = useSettingsUpdate();
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  if (kept === undefined) return null;
  const change = (next: Partial<NotificationSettings>) => update({ notifications: next });
  return (
    <>
      {note}
      <Setting
        path="notifications.when"
        name="Tell me"
        note="Of threads that you do not look at. A thread's own menu can mute it, or have everything told of it."
        control={
          <Segmented label="Notifications" value={kept.when} choices={whens} onChange={(when) => change({ when })} />
        }
      />
      {shell === undefined && kept.when !== "never" && permission !== "granted" && (
        <Setting
          name="Permission of the browser"
          note={
            permission === "denied"
              ? "The browser blocks notifications of this page; its site settings can allow them."
              : "The browser asks once."
          }
          control={
            permission === "default" && (
              <Button onClick={() => void Notification.requestPermission().then(setPermission)}>Allow</Button>
            )
          }
        />
      )}
      {noticeKinds.map((kind) => (
        <Setting
          key={kind}
          path={`notifications.${kind}`}
          name={kinds[kind].name}
          note={kinds[kind].note}
          control={
            <>
              <IconButton
                label={`Hear the sound of ${kinds[kind].name.toLowerCase()}`}
                icon={Volume2}
                size="small"
                onClick={() => void playSound(kind, kept.volume, AudioContext).catch(() => {})}
              />
              <Segmented
                label={kinds[kind].name}
                value={kept[kind]}
                choices={ways}
                onChange={(way) => change({ [kind]: way })}
              />
            </>
          }
        />
      ))}
      <Setting
        path="notifications.volume"
        name="Volume"
        note="Of the sounds, in percent."
        control={
          <input
            type="range"
            aria-label="Volume"
            min={0}
            max={100}
            step={5}
            value={kept.volume}
            onChange={(event) => change({ volume: Number(event.target.value) })}
            style={{ "--at": `${kept.volume}%` } as CSSProperties} // a property of our own
            className="slider w-36"
          />
        }
      />
    </>
  );
}
