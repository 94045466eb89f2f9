import { Download, Ellipsis, Pause, Play, Plus, Upload } from "lucide-react";
import { useRef } from "react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../ui/Menu.tsx";
import { useKeyHint } from "../acts/index.ts";

/** The head of the screen: how many are on, and what is done with all of them. */
export function Header({
  on,
  all,
  allPaused,
  onPauseAll,
  onTemplates,
  showsTemplates,
  onNew,
  onImport,
  onExport,
}: {
  readonly on: number;
  readonly all: number;
  readonly allPaused: boolean;
  readonly onPauseAll: (paused: boolean) => void;
  readonly onTemplates: () => void;
  readonly showsTemplates: boolean;
  readonly onNew: () => void;
  readonly onImport: (file: File) => void;
  readonly onExport: () => void;
}) {
  const file = useRef<HTMLInputElement>(null);
  return (
    <header className="flex h-10 shrink-0 items-center gap-1.5 border-b border-line pr-3 pl-5 whitespace-nowrap">
      <h1 className="font-strong">Automations</h1>
      {all > 0 && (
        <span className="ml-1 min-w-0 truncate text-small text-text-3 tabular-nums">
          {allPaused ? "all paused" : `${on} of ${all} on`}
        </span>
      )}
      <span className="flex-1" />
      {all > 0 && !allPaused && (
        <Button variant="plain" size="small" icon={Pause} onClick={() => onPauseAll(true)}>
          Pause all
        </Button>
      )}
      <Button
        variant="plain"
        size="small"
        aria-pressed={showsTemplates}
        className={showsTemplates ? "bg-selected text-text-1!" : undefined}
        onClick={onTemplates}
      >
        Templates
      </Button>
      <Menu trigger={<IconButton label="More" icon={Ellipsis} size="small" />}>
        <MenuItem icon={Upload} onSelect={() => file.current?.click()}>
          Import TOML…
        </MenuItem>
        <MenuItem icon={Download} disabled={all === 0} onSelect={onExport}>
          Export all as TOML
        </MenuItem>
      </Menu>
      <input
        ref={file}
        type="file"
        hidden
        aria-label="A file of automations"
        accept=".toml,application/toml,text/plain"
        onChange={(event) => {
          const [given] = event.target.files ?? [];
          // The same file can be chosen again once it was mended.
          event.target.value = "";
          if (given !== undefined) onImport(given);
        }}
      />
      <Button size="small" icon={Plus} hint={useKeyHint("new-automation")} onClick={onNew}>
        New automation
      </Button>
    </header>
  );
}

/** Says that nothing begins by itself, wherever the person looks on the screen. */
export function PausedNote({ onResume }: { readonly onResume: () => void }) {
  return (
    <div
      role="status"
      className="flex min-h-9 shrink-0 items-center gap-2 border-b border-line bg-raised py-1 pr-3 pl-5"
    >
      <Icon of={Pause} size={14} className="text-text-2" />
      <span className="min-w-0 flex-1 text-small text-text-2">
        <span className="font-medium text-text-1">All automations are paused.</span> Nothing begins by itself; runs
        under way go on, and you can still run one now.
      </span>
      <Button size="small" icon={Play} onClick={onResume}>
        Resume all
      </Button>
    </div>
  );
}
