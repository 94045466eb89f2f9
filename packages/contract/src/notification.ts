import { z } from "zod";

/** What a person can be told of while they look elsewhere. */
export const noticeKinds = ["approval", "question", "plan", "failure", "finished", "finding"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How one kind is told: with a sound, without, or not at all. */
export const NoticeWay = z.enum(["sound", "quiet", "off"]);
export type NoticeWay = z.infer<typeof NoticeWay>;

/** `[notifications]` in `config.toml`. */
export const NotificationSettings = z.object({
  /** Of threads that are not in front, or of none. */
  when: z.enum(["background", "never"]).default("background"),
  /** In percent. */
  volume: z.int().min(0).max(100).default(50),
  approval: NoticeWay.default("sound"),
  question: NoticeWay.default("sound"),
  plan: NoticeWay.default("sound"),
  failure: NoticeWay.default("sound"),
  finished: NoticeWay.default("quiet"),
  /** What a run of an automation found at P0 or P1. */
  finding: NoticeWay.default("quiet"),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

/** One thread of its own way: none of its kinds is told, or all of them are, whatever the settings say of the kind. */
export const ThreadNotices = z.enum(["mute", "all"]);
export type ThreadNotices = z.infer<typeof ThreadNotices>;
