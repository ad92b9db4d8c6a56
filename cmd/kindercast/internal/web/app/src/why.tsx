import type { Why as Explained } from "./api";
import { ALL } from "./api";
import { useApp, useRows } from "./app";
import { difference, whole } from "./words";

// Why says what moves the demand of an area until the chosen year: a sentence,
// and the parts as bars that lead from the first number to the last.
export function Why() {
  const { words, view } = useApp();
  const { scenario, level, lang, year } = view;
  const rows = useRows<Explained>("why", { scenario, level, lang, area: view.area || ALL });
  const now = rows?.filter((w) => w.school_year === year && w.parts.length > 0) ?? [];
  if (now.length === 0) return null;
  return (
    <div class="block">
      <h3>{words.text("section.why")}</h3>
      {now.map((w) => (
        <div key={w.difference} class="why" data-why={w.difference}>
          <p>{w.sentence}</p>
          <Bars why={w} />
        </div>
      ))}
    </div>
  );
}

// Bars sets the parts about a line in their middle: what adds to the right, what
// takes away to the left.
function Bars({ why }: { why: Explained }) {
  const { words } = useApp();
  const most = Math.max(...why.parts.map((p) => Math.abs(p.value)));
  const ends = (year: string, n: number) => (
    <li class="end">
      <span class="what">{year}</span>
      <span />
      <span class="n">{whole(n)}</span>
    </li>
  );
  const isYears = why.difference === "years";
  return (
    <ul>
      {ends(isYears ? words.sentence("why.year", { year: why.against }) : words.or(`scenario.${why.against}`, why.against), why.from)}
      {why.parts.map((p) => (
        <li key={p.part} class={p.value > 0 ? "more" : "less"}>
          <span class="what">
            {words.text(`part.${p.part}`)}
            <small>{words.text(`part.${p.part}.note`)}</small>
          </span>
          <span class="bar" aria-hidden="true">
            <i style={{ width: `${(50 * Math.abs(p.value)) / most}%` }} />
          </span>
          <span class="n">{difference(p.value)}</span>
        </li>
      ))}
      {ends(words.sentence("why.year", { year: why.school_year }), why.to)}
    </ul>
  );
}
