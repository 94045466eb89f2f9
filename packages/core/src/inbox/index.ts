export { type Inbox, type NewInboxEntry, openInbox } from "./inbox.ts";
