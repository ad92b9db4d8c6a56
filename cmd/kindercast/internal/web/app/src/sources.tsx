import type { Plan } from "./api";
import { useApp } from "./app";

// Sources tell where the numbers come from, how they were made, and what this
// run does not have.
export function Sources({ plan }: { plan: Plan | null }) {
  const { run, words, view, isPlaced } = useApp();
  const distance = plan?.distance || run.distance;
  return (
    <footer class="sources">
      <h2>{words.text("section.sources")}</h2>
      <p>{words.text(isPlaced ? "source.method" : "source.method.children")}</p>
      {run.missing.length > 0 && (
        <p>
          {words.text("page.missing")}
          {run.missing.map((m) => words.or(`missing.${m}`, m)).join("；")}
        </p>
      )}
      <p>
        {[
          words.sentence("source.vintage", { date: run.as_of }),
          words.sentence("source.run", { run: run.run }),
          run.version && words.sentence("source.version", { version: run.version }),
          run.seed !== null && words.sentence("source.seed", { seed: run.seed }),
          distance && words.sentence("source.distance", { distance: words.or(`distance.${distance}`, distance) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {run.attribution.map((a) => (
        <p key={a}>{a}</p>
      ))}
      <p>
        <a href={`/plain?lang=${view.lang}`}>{words.text("page.plain")}</a> · <a href="/openapi.json">{words.text("source.api")}</a>
      </p>
    </footer>
  );
}
