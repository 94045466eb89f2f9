import { CircleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

/** Keeps a failure to draw inside its part of the window. A class because React has no other way to catch one. */
export class ErrorBoundary extends Component<
  { readonly part: string; readonly children: ReactNode },
  { readonly error?: Error }
> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div
        role="alert"
        className="grid min-h-0 flex-1 place-content-center justify-items-center gap-1 overflow-auto p-6 text-center"
      >
        <Icon of={CircleAlert} className="mb-1 text-red" />
        <p className="font-strong">{this.props.part} could not be drawn</p>
        <p className="max-w-96 text-small text-text-2">
          Nothing is lost: the agents and what you typed are kept elsewhere.
        </p>
        <pre className="mt-2 max-h-40 max-w-[560px] overflow-auto rounded-3 bg-sunken p-2 text-left whitespace-pre-wrap text-text-2">
          {error.message}
        </pre>
        <Button className="mt-3" onClick={() => this.setState({ error: undefined })}>
          Try again
        </Button>
      </div>
    );
  }
}
