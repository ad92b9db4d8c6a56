import { render } from "preact";
import type { Action, Plan } from "./api";
import { type App, useApp } from "./app";
import { Caption } from "./caption";
import { SIGNS } from "./mapstyle";
import { isCalm, useNarrow } from "./screen";
import { difference, levelWord, percent, whole, type Words } from "./words";

// isPlace reports whether an action can be put on the map.
export function isPlace(a: Action): boolean {
  return a.lon !== null && a.lat !== null;
}

// isBuilding reports whether an action changes a building; opening a nursery
// class in rooms that are there does not.
export function isBuilding(a: Action): boolean {
  return a.action !== "nursery";
}

// Plans lists what is recommended, year by year, with how good the plan is.
export function Plans({ plan }: { plan: Plan }) {
  const { words } = useApp();
  const cost = plan.actions.reduce((sum, a) => sum + (a.cost ?? 0), 0);
  const before = plan.short_before;
  const after = plan.short_after;
  const summary =
    before !== null && after !== null
      ? words.sentence("plan.summary", {
          build: plan.actions.filter((a) => isBuilding(a) && a.action !== "close").length,
          close: plan.actions.filter((a) => a.action === "close").length,
          nursery: plan.actions.filter((a) => !isBuilding(a)).length,
          cost: whole(cost),
          before: whole(before),
          after: whole(after),
        })
      : words.sentence("plan.summary.brief", { n: plan.actions.length });
  return (
    <section class="plans" aria-labelledby="plan-title">
      <h2 id="plan-title">{words.text("section.plan")}</h2>
      <p class="lead">{plan.actions.length === 0 ? words.text("plan.none") : summary}</p>
      <ActionTable actions={plan.actions.filter(isBuilding)} />
      <Nurseries actions={plan.actions.filter((a) => !isBuilding(a))} />
      <p class="caption">{quality(words, plan)}</p>
      <Caption />
    </section>
  );
}

// quality says how far the plan is from the best that could be.
function quality(words: Words, plan: Plan): string {
  const parts: string[] = [];
  if (plan.objective !== null && plan.bound !== null) {
    const gap = plan.gap ?? (plan.objective === 0 ? 0 : (plan.objective - plan.bound) / plan.objective);
    parts.push(words.sentence("plan.quality", { objective: whole(plan.objective), bound: whole(plan.bound), gap: percent(100 * gap) }));
    if (gap <= 1e-6) parts.push(words.text("plan.optimal"));
  }
  if (plan.distance) parts.push(words.sentence("plan.distance", { distance: words.or(`distance.${plan.distance}`, plan.distance) }));
  return parts.join(" · ");
}

// Nurseries lists the nursery classes opened in rooms that are there.
function Nurseries({ actions }: { actions: Action[] }) {
  const { words } = useApp();
  if (actions.length === 0) return null;
  return (
    <details>
      <summary>{words.sentence("plan.nursery", { n: actions.length })}</summary>
      <ActionTable actions={actions} />
    </details>
  );
}

function ActionTable({ actions }: { actions: Action[] }) {
  const { words, name, change } = useApp();
  const narrow = useNarrow();
  if (actions.length === 0) return null;
  if (narrow) return <ActionList actions={actions} isFull />;
  const show = (a: Action) => {
    change({ year: a.year, area: a.area_code });
    document.querySelector(".mapfigure")?.scrollIntoView({ block: "nearest", behavior: isCalm() ? "auto" : "smooth" });
    // The map's pins follow the year first.
    requestAnimationFrame(() => window.dispatchEvent(new CustomEvent("show-action", { detail: a })));
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-labelledby="plan-title">
      <table class="actions">
        <thead>
          <tr>
            <th scope="col">{words.text("column.year")}</th>
            <th scope="col">{words.text("column.action")}</th>
            <th scope="col">{words.text("column.where")}</th>
            <th scope="col">{words.text("column.level")}</th>
            <th scope="col" class="number">
              {words.text("column.rooms")}
            </th>
            <th scope="col" class="number">
              {words.text("column.cost")}
            </th>
            <th scope="col">{words.text("column.reason")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {actions.map((a, i) => (
            <tr key={i}>
              <td>{a.year}</td>
              <td class="kind">
                <Sign action={a.action} />
                {actionWord(words, a)}
              </td>
              <td>{placeWord(a, name)}</td>
              <td>{a.level && levelWord(words, a.level)}</td>
              <td class="number">{a.rooms === null ? "–" : difference(a.rooms)}</td>
              <td class="number">{a.cost === null ? "–" : whole(a.cost)}</td>
              <td class="reasons">
                {a.reasons.map((r) => (
                  <p key={r}>{r}</p>
                ))}
              </td>
              <td>
                {isPlace(a) && (
                  <button type="button" class="quiet" onClick={() => show(a)}>
                    {words.text("plan.show")}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// ActionList is a short list of actions, as in the panel of an area.
export function ActionList({ actions, isFull = false }: { actions: Action[]; isFull?: boolean }) {
  const { words, name } = useApp();
  return (
    <ul class="actionlist">
      {actions.map((a, i) => (
        <li key={i}>
          <Sign action={a.action} />
          <div>
            <strong>{words.sentence("plan.popup", { year: a.year, action: actionWord(words, a) })}</strong> {details(words, a)}
            {isFull && <p class="where">{placeWord(a, name)}</p>}
            {a.reasons.slice(0, isFull ? undefined : 2).map((r) => (
              <p key={r}>{r}</p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Sign({ action }: { action: string }) {
  return (
    <span class={`sign ${action}`} aria-hidden="true">
      {SIGNS[action] ?? "•"}
    </span>
  );
}

function actionWord(words: Words, a: Action): string {
  return words.or(`action.${a.action}`, a.action);
}

function details(words: Words, a: Action): string {
  return [
    a.level && levelWord(words, a.level),
    a.rooms !== null && a.rooms !== 0 && words.sentence("plan.rooms", { n: difference(a.rooms) }),
    a.cost !== null && a.cost !== 0 && words.sentence("plan.cost", { n: whole(a.cost) }),
  ]
    .filter(Boolean)
    .join(" · ");
}

// placeWord says where an action is: its area, and its site by name or code.
function placeWord(a: Action, name: (code: string) => string): string {
  return [a.area_code && name(a.area_code), a.name || a.site_code || a.candidate_code].filter(Boolean).join(" · ");
}

// actionCard is the content of a pin's popup.
export function actionCard(a: Action, app: App): HTMLElement {
  const { words, name } = app;
  const card = document.createElement("div");
  render(
    <div class="card">
      <strong>{words.sentence("plan.popup", { year: a.year, action: actionWord(words, a) })}</strong>
      <p>{placeWord(a, name)}</p>
      <p>{details(words, a)}</p>
      {a.reasons.length > 0 && (
        <ul>
          {a.reasons.map((r) => (
            <li key={r}>{r}</li>
          ))}
        </ul>
      )}
    </div>,
    card,
  );
  return card;
}
