import type { Project, Steps as Made } from "./api";
import { ALL } from "./api";
import { useApp, useJSON, useRows } from "./app";
import { chance, difference, outward, percent, whole } from "./words";

// ORDER is the order in which the steps are told.
const ORDER = ["residents", "uptake", "asking", "outside", "demand", "leaving", "arriving", "attending"];

// Steps tells how the demand of the area is made, step by step, and which areas
// its children go to and come from.
export function Steps() {
  const { words, view, name } = useApp();
  const { scenario, level, year } = view;
  const made = useJSON<Made>("steps", { scenario, level, year, area: view.area || ALL });
  if (!made || made.steps.length === 0) return null;
  const shown = made.steps.filter((s) => ORDER.includes(s.step) && (view.area || !["leaving", "arriving"].includes(s.step)));
  const others = made.steps.filter((s) => !ORDER.includes(s.step));
  const where = (code: string) => (code === "outside" ? words.text("step.elsewhere") : name(code));
  const list = (flows: Made["to"], end: "to_area" | "from_area") => flows.map((f) => `${where(f[end])} ${whole(f.mean)}`).join(words.text("why.comma"));
  return (
    <details class="steps">
      <summary>{words.text("section.steps")}</summary>
      <table>
        <tbody>
          {[...shown, ...others].map((s) => {
            const write = (x: number) => (s.step === "uptake" ? percent(100 * x, 0) : whole(x));
            return (
              <tr key={s.step} class={s.step === "demand" || s.step === "attending" ? "sum" : ""}>
                <th scope="row">{words.or(`step.${s.step}`, s.step.replace("residence.", words.text("step.residence")))}</th>
                <td>{write(s.mean)}</td>
                <td>{s.step === "uptake" ? `${percent(100 * s.q10, 0)}–${percent(100 * s.q90, 0)}` : outward(s.q10, s.q90)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {made.to.length > 0 && <p class="hint left">{words.sentence("steps.to", { areas: list(made.to, "to_area") })}</p>}
      {made.from.length > 0 && <p class="hint left">{words.sentence("steps.from", { areas: list(made.from, "from_area") })}</p>}
    </details>
  );
}

// Projects lists what is being built or closed in the chosen area.
export function Projects() {
  const { words, view } = useApp();
  const all = useRows<Project>(view.area ? "projects" : null, { area: view.area });
  const ahead = all?.filter((p) => p.stage !== "opened" && p.stage !== "cancelled") ?? [];
  if (ahead.length === 0) return null;
  return (
    <div class="block">
      <h3>{words.text("section.projects")}</h3>
      <ul class="projects">
        {ahead.map((p) => (
          <li key={p.project_code}>
            {words.sentence("project.line", {
              kind: words.or(`kind.${p.kind}`, p.kind),
              stage: words.or(`stage.${p.stage}`, p.stage),
              rooms: difference(p.rooms),
              promised: p.promised,
              likely: p.likely || "–",
              p: chance(p.p_open_next),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
