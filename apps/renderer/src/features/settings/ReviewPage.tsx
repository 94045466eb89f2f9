import type { ReasoningEffort, SettingsUpdate } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { modelChoices } from "../models/words.ts";
import { LongText } from "./KeptText.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const moments = [
  { value: "asked", label: "When asked" },
  { value: "auto", label: "When an agent is done" },
] as const;

/** Who reads what agents changed, and when. */
export function ReviewPage() {
  const { settings, models } = useApp();
  const review = useSelect(settings, (state) => state.settings?.review);
  const list = useSelect(models, (state) => state.models);
  const providers = useSelect(models, (state) => state.providers);
  const { update, note } = useSettingsUpdate();
  if (review === undefined) return null;
  const change = (next: NonNullable<SettingsUpdate["review"]>) => update({ review: next });
  const own = { value: "", label: "The thread's own" };
  const choices = [own, ...modelChoices(list, providers)];
  const known = list.find(({ id }) => id === review.model);
  const efforts: readonly ReasoningEffort[] = known?.efforts ?? ["low", "medium", "high"];
  return (
    <>
      {note}
      <Setting
        path={["review.model", "review.effort"]}
        name="Reviewer"
        note="The model that reads changes. Another one than the author's sees other things; it starts afresh either way."
        control={
          <span className="flex gap-2">
            <Select
              label="Reviewer"
              look="field"
              value={review.model}
              choices={
                known === undefined && review.model !== ""
                  ? [...choices, { value: review.model, label: review.model }]
                  : choices
              }
              onChange={(model) => change({ model, effort: null })}
              onOpen={models.lookIfOld}
            />
            {efforts.length > 0 && (
              <Select<ReasoningEffort | "">
                label="Effort of the reviewer"
                look="field"
                value={review.effort ?? ""}
                choices={[{ value: "", label: "default" }, ...efforts.map((value) => ({ value, label: value }))]}
                onChange={(value) => change({ effort: value === "" ? null : value })}
              />
            )}
          </span>
        }
      />
      <Setting
        path="review.auto"
        name="Reviews"
        note="By itself, it reads once an agent has finished and nothing is queued. A project can ask for that in .flightdeck/review.toml."
        control={
          <Segmented
            label="Reviews"
            value={review.auto ? "auto" : "asked"}
            choices={moments}
            onChange={(when) => change({ auto: when === "auto" })}
          />
        }
      />
      <Setting
        path="review.instructions"
        name="What the reviewer should look for"
        note="Beside its own rubric and the project's AGENTS.md and .flightdeck/review.md."
      >
        <LongText
          label="What the reviewer should look for"
          placeholder="We have no tests for the importer: look twice there."
          rows={4}
          max={16_000}
          value={review.instructions}
          onKeep={(instructions) => change({ instructions })}
        />
      </Setting>
    </>
  );
}
