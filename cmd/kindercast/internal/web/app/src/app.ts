import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Areas, Run } from "./api";
import { fetchJSON, fetchRows } from "./api";
import type { View } from "./view";
import type { Words } from "./words";

// App is what every part of the page shares.
export interface App {
  run: Run;
  words: Words;
  areas: Areas;
  view: View;
  change: (patch: Partial<View>) => void;
  name: (code: string) => string;
  isPlaced: boolean; // the run has places to compare with
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("a part of the page stands outside the page");
  return app;
}

// useJSON reads an address of the API; it is null until the reply is there. The
// reply before stays until the next one comes, so that nothing flickers.
export function useJSON<T>(address: string | null, query: Record<string, string | number> = {}): T | null {
  return useReply<T>(address && `${address}?${JSON.stringify(query)}`, () => fetchJSON<T>(address!, query));
}

// useRows reads a list; without an address it is empty.
export function useRows<R>(address: string | null, query: Record<string, string | number> = {}): R[] | null {
  return useReply<R[]>(address && `${address}?${JSON.stringify(query)}`, () => fetchRows<R>(address!, query));
}

function useReply<T>(key: string | null, read: () => Promise<T>): T | null {
  const [reply, setReply] = useState<T | null>(null);
  useEffect(() => {
    if (key === null) return setReply(null);
    let current = true;
    read().then(
      (r) => current && setReply(r),
      (e: unknown) => console.warn(e),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return reply;
}
