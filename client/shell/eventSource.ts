import { after } from './clock.ts';

/** Milliseconds until a stream of events is opened again after the server refused it; doubled each time. */
const firstRetry = 1_000;
const longestRetry = 30_000;

export interface EventSourceListener {
  readonly onOpen: () => void;
  /** The connection is gone; it is made again by itself. */
  readonly onLost: () => void;
  /** Event name → what takes it, read as JSON; undefined for what is none. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
}

/** Listens to server-sent events until the returned function is called. */
export function listenTo(address: string, { onOpen, onLost, events }: EventSourceListener): () => void {
  let retry = firstRetry;
  let cancelRetry = (): void => {};
  let source: EventSource;
  const connect = (): void => {
    source = new EventSource(address);
    source.addEventListener('open', () => {
      retry = firstRetry;
      onOpen();
    });
    for (const [name, take] of Object.entries(events)) source.addEventListener(name, (event: MessageEvent<string>) => take(parsed(event.data)));
    source.addEventListener('error', () => {
      onLost();
      // The browser reconnects by itself after a network error, not after an answer it did not expect.
      if (source.readyState !== EventSource.CLOSED) return;
      cancelRetry = after(retry, connect);
      retry = Math.min(retry * 2, longestRetry);
    });
  };
  connect();
  return () => {
    cancelRetry();
    source.close();
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
