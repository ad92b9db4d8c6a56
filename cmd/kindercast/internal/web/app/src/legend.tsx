import type { Legend, Measure } from "./api";
import { useApp } from "./app";
import { whole } from "./words";

// step words one class of a legend.
export function step(legend: Legend, measure: Measure, i: number): string {
  const b = legend.breaks;
  const last = b.length;
  if (measure !== "gap") {
    if (i === last) return `≥${whole(b[last - 1]!)}`;
    return i === 0 ? `<${whole(b[0]!)}` : `${whole(b[i - 1]!)}–${whole(b[i]!)}`;
  }
  const middle = last / 2;
  if (i === middle) return `±${whole(b[middle]!)}`;
  if (i === last) return `>${whole(b[last - 1]!)}`;
  if (i === 0) return `>${whole(-b[0]!)}`;
  return i > middle ? `${whole(b[i - 1]!)}–${whole(b[i]!)}` : `${whole(-b[i]!)}–${whole(-b[i - 1]!)}`;
}

// LegendKey is the key to the map's colours; a gap's ends are named.
export function LegendKey({ legend, measure }: { legend: Legend; measure: Measure }) {
  const { words, isPlaced } = useApp();
  return (
    <div class="legendkey">
      <div class="ramp" role="list" aria-label={words.text(isPlaced ? `measure.${measure}` : "measure.children")}>
        {legend.colours.map((c, i) => (
          <span role="listitem" key={c} class={measure === "gap" ? (i < 3 ? "spare" : i > 3 ? "short" : "even") : ""}>
            <i style={{ background: c }} />
            <b class={measure === "gap" ? "" : "edge"}>{measure === "gap" ? step(legend, measure, i) : i < legend.breaks.length ? whole(legend.breaks[i]!) : "\u00a0"}</b>
          </span>
        ))}
      </div>
      {measure === "gap" && (
        <p class="ends">
          <span>← {words.text("legend.spare")}</span>
          <span>{words.text("legend.short")} →</span>
        </p>
      )}
      {measure === "gap" && (
        <p class="unsurekey">
          <i class="unsure" />
          {words.text("legend.unsure")}
        </p>
      )}
    </div>
  );
}
