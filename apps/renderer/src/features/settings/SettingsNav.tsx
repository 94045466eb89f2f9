import { clsx } from "clsx";
import { Search } from "lucide-react";
import { useState } from "react";
import { TextField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { findFields, type SettingField } from "./fields.ts";
import { type SettingsPage, settingsPages } from "./pages.ts";

const line = "flex w-full items-center gap-2 rounded-2 px-2 text-left";

/** The pages of the settings; while something is searched for, the settings that were found. */
export function SettingsNav({
  page,
  onPage,
  onField,
}: {
  readonly page: SettingsPage;
  readonly onPage: (page: SettingsPage) => void;
  readonly onField: (field: SettingField) => void;
}) {
  const [typed, setTyped] = useState("");
  const found = findFields(typed);
  const [first] = found;
  return (
    <div className="flex min-h-0 flex-col border-r border-line bg-frame px-2 py-2.5">
      <TextField
        label="Search settings"
        type="search"
        placeholder="Search settings"
        before={<Icon of={Search} size={14} />}
        className="mb-2 shrink-0"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && first !== undefined) onField(first);
          if (event.key !== "Escape" || typed === "") return;
          event.stopPropagation(); // the dialog stays
          setTyped("");
        }}
      />
      {typed.trim() === "" ? (
        <nav aria-label="Pages" className="min-h-0 overflow-y-auto">
          {settingsPages.map(({ name, icon }) => (
            <button
              key={name}
              type="button"
              aria-current={page === name ? "page" : undefined}
              onClick={() => onPage(name)}
              className={clsx(
                line,
                "h-7",
                page === name ? "bg-selected font-medium text-text-1" : "text-text-2 hover:bg-hover",
              )}
            >
              <Icon of={icon} className={page === name ? "text-text-1" : undefined} />
              {name}
            </button>
          ))}
        </nav>
      ) : (
        <ul aria-label="Found settings" className="min-h-0 overflow-y-auto">
          {found.map((field) => (
            <li key={field.paths.join()}>
              <button type="button" onClick={() => onField(field)} className={clsx(line, "py-1 hover:bg-hover")}>
                <span className="min-w-0">
                  <span className="block truncate">{field.name}</span>
                  <span className="block text-small text-text-3">{field.page}</span>
                </span>
              </button>
            </li>
          ))}
          {found.length === 0 && <li className="px-2 py-3 text-small text-text-3">Nothing of that name</li>}
        </ul>
      )}
    </div>
  );
}
