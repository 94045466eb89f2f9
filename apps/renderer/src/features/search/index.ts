export { SearchPanel } from "./SearchPanel.tsx";
export { useSearch } from "./useSearch.ts";
export { useShowHit } from "./useShowHit.ts";
