import { useEffect, useState } from "preact/hooks";

const NARROW = "(max-width: 760px)";

// isNarrow reports whether the page stands in one column, as on a telephone.
export function isNarrow(): boolean {
  return window.matchMedia(NARROW).matches;
}

// isCalm reports whether the reader wants no movement.
export function isCalm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// useNarrow is isNarrow, followed as the window changes.
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(isNarrow);
  useEffect(() => {
    const query = window.matchMedia(NARROW);
    const follow = () => setNarrow(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return narrow;
}
