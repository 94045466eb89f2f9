import "./theme/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { AppProvider, createApp } from "./app.tsx";
import { applyTheme, keptTheme } from "./theme/applyTheme.ts";
import { keepFilesOut } from "./ui/keepFilesOut.ts";
import { Window } from "./Window.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
applyTheme(keptTheme(window.localStorage), document.documentElement, window.localStorage);
keepFilesOut(window);
const life = new AbortController();
const app = createApp(window, life.signal);
createRoot(root).render(
  <StrictMode>
    <AppProvider value={app}>
      <Window />
    </AppProvider>
  </StrictMode>,
);
