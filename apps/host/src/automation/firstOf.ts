/** The first event of a watch, which is then over. */
export async function firstOf<Event>(watch: Promise<AsyncIterable<Event>>): Promise<Event> {
  for await (const event of await watch) return event;
  throw new Error("the host went away");
}
