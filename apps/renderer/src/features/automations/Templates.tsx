import type { AutomationTemplate } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";

interface Offered extends AutomationTemplate {
  /** Its trigger in plain words. */
  readonly words?: string;
}

/** The templates, and when each would run; asked for while somebody looks. */
export function useTemplates(): { readonly templates: readonly Offered[] | undefined; readonly failure?: Failure } {
  const { client } = useApp();
  const [templates, setTemplates] = useState<readonly Offered[]>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    const load = async () => {
      const list = await client.automations.templates({}, { signal });
      setTemplates(list);
      const words = await Promise.all(
        list.map(({ content: { trigger } }) =>
          client.automations.preview({ trigger }, { signal }).then(
            (preview) => preview.words,
            () => undefined, // the template says enough without
          ),
        ),
      );
      if (!signal.aborted) setTemplates(list.map((template, index) => ({ ...template, words: words[index] })));
    };
    load().catch((error: unknown) => signal.aborted || setFailure(readFailure(error)));
    return () => life.abort();
  }, [client]);
  return { templates, failure };
}

/** Automations that are worth having, to be made one's own: nothing runs until it is saved. */
export function Templates({ onUse }: { readonly onUse: (template: AutomationTemplate) => void }) {
  const { templates, failure } = useTemplates();
  if (failure !== undefined) return <FailureNote failure={failure} className="p-5" />;
  return (
    <ul
      aria-label="Templates"
      className="grid grid-cols-1 border-t border-l border-line @min-[720px]:grid-cols-2 @min-[1180px]:grid-cols-3"
    >
      {templates?.map((template) => (
        <li key={template.id} className="flex flex-col gap-1 border-r border-b border-line p-4">
          <h3 className="font-strong">{template.title}</h3>
          <p className="flex-1 text-small text-pretty text-text-2">{template.about}</p>
          <div className="mt-1.5 flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-micro text-text-3">{template.words}</span>
            <Button size="small" aria-label={`Use ${template.title}`} onClick={() => onUse(template)}>
              Use
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
