import { useApp, useSelect } from "../../app.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { tokens } from "../../ui/time.ts";
import { modelGroups, priceWords } from "../models/words.ts";

/** Every model at hand, under its provider, with its window and its price. */
export function ModelList() {
  const { models } = useApp();
  const { models: list, providers, defaultModel } = useSelect(models, (state) => state);
  return (
    <>
      <h3 className="border-t border-line pt-3 pb-2 font-strong">Models at hand</h3>
      {modelGroups(list, providers).map((group) => (
        <section key={group.id} aria-label={`Models of ${group.name}`} className="mb-3">
          <h4 className="pb-1 text-small text-text-3">{group.name}</h4>
          <ul className="rounded-3 border border-line">
            {group.models.map((model) => (
              <li
                key={model.id}
                className="flex min-h-[29px] items-center gap-3 px-2.5 py-1 text-small [&+li]:border-t [&+li]:border-line"
              >
                <span className="shrink-0 text-base">{model.name}</span>
                {model.id === defaultModel && <Tag>default</Tag>}
                <span className="min-w-0 flex-1 truncate text-text-3">{model.description}</span>
                {priceWords(model) !== undefined && (
                  <span className="shrink-0 text-text-3 tabular-nums">{priceWords(model)}</span>
                )}
                <span className="w-14 shrink-0 text-right text-text-3 tabular-nums">{tokens(model.contextWindow)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
