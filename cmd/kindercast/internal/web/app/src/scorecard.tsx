import type { ScoreRow } from "./api";
import { useApp, useRows } from "./app";
import { rightness } from "./scores";
import { levelWord, percent, whole } from "./words";

// Scores say how often past forecasts were right, first in a sentence.
export function Scores() {
  const { run, words } = useApp();
  const rows = useRows<ScoreRow>(run.missing.includes("scores.csv") ? null : "scores");
  if (!rows || rows.length === 0) return null;
  const tables = (["area", "total"] as const).map((level) => ({ level, ...rightness(rows, level) })).filter((t) => t.right.length > 0);
  const first = tables[0];
  if (!first) return null;
  const told = first.right.find((r) => r.horizon === 3) ?? first.right.at(-1)!;
  const sentence = words.sentence(told.rival === null ? "scores.sentence.brief" : "scores.sentence", {
    h: told.horizon,
    cover: percent(told.cover80, 0),
    error: percent(told.error),
    rival: percent(told.rival),
  });
  return (
    <section class="scores" aria-labelledby="scores-title">
      <h2 id="scores-title">{words.text("section.scores")}</h2>
      {told.cover80 !== null && <p class="lead">{sentence}</p>}
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="scores-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.text("column.horizon")}</th>
              <th scope="col">{words.text("column.coverage80")}</th>
              <th scope="col" class="wide">{words.text("column.coverage95")}</th>
              <th scope="col">{words.text("column.error")}</th>
              <th scope="col">{words.text("column.rival")}</th>
              <th scope="col">{words.text("column.bias")}</th>
              <th scope="col" class="wide">{words.text("column.n")}</th>
            </tr>
          </thead>
          {tables.map((t) => (
            <tbody key={t.level}>
              <tr class="group">
                <th scope="rowgroup" colSpan={7}>
                  {words.text(`scores.${t.level}`)} · {levelWord(words, t.age)}
                </th>
              </tr>
              {t.right.map((r) => (
                <tr key={r.horizon}>
                  <th scope="row">{words.sentence("scores.horizon", { h: r.horizon })}</th>
                  <td>
                    <Coverage value={r.cover80} nominal={80} />
                  </td>
                  <td class="wide">
                    <Coverage value={r.cover95} nominal={95} />
                  </td>
                  <td>{percent(r.error)}</td>
                  <td>{percent(r.rival)}</td>
                  <td>{r.bias !== null && r.bias > 0 ? `+${percent(r.bias)}` : percent(r.bias)}</td>
                  <td class="wide">{whole(r.n)}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
      <p class="caption">{words.text("scores.note")}</p>
    </section>
  );
}

// Coverage is a share with a mark where it should be.
function Coverage({ value, nominal }: { value: number | null; nominal: number }) {
  if (value === null) return <>–</>;
  return (
    <span class="coverage">
      <span class="bar" aria-hidden="true">
        <i style={{ width: `${value}%` }} />
        <b style={{ left: `${nominal}%` }} />
      </span>
      {percent(value, 0)}
    </span>
  );
}
