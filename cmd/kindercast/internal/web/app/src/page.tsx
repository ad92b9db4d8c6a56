import { useEffect, useMemo, useState } from "preact/hooks";
import type { Areas, Finding, ForecastRow, GapRow, Lang, Legend, Plan, Run } from "./api";
import { ALL, fetchJSON } from "./api";
import { type App, AppContext, useApp, useJSON, useRows } from "./app";
import { Controls } from "./controls";
import { Indicators } from "./indicators";
import { MapFigure } from "./map";
import { Panel } from "./panel";
import { Plans } from "./plan";
import { Scores } from "./scorecard";
import { Sources } from "./sources";
import { Ranking } from "./table";
import { readView, type View, writeView } from "./view";
import { Words } from "./words";

interface Loaded {
  run: Run;
  areas: Areas;
}

// Page reads what every view needs, then shows one.
export function Page() {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [words, setWords] = useState<Words | null>(null);
  const [view, setView] = useState<View | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    Promise.all([fetchJSON<Run>("run"), fetchJSON<Areas>("areas")]).then(
      ([run, areas]) => {
        setLoaded({ run, areas });
        const codes = areas.features.map((f) => f.properties.area_code);
        const follow = () => setView(readView(window.location.hash, run, codes));
        follow();
        window.addEventListener("hashchange", follow);
      },
      () => setFailed(true),
    );
  }, []);

  const lang = view?.lang;
  useEffect(() => {
    if (!lang) return;
    fetchJSON<Record<string, string>>("labels", { lang }).then(
      (table) => setWords(new Words(lang, table)),
      () => setFailed(true),
    );
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);

  const names = useMemo(
    () => new Map(loaded?.areas.features.map((f) => [f.properties.area_code, f.properties.area_name])),
    [loaded],
  );

  if (failed)
    return (
      <p class="state" role="alert">
        读取结果失败 · The results could not be read. <a href="/">重试 · Try again</a>
      </p>
    );
  if (!loaded || !view || !words) return <p class="state" aria-busy="true" />;

  const app: App = {
    ...loaded,
    words,
    view,
    change: (patch) => {
      const next = { ...view, ...patch };
      setView(next);
      window.history.replaceState(null, "", writeView(next));
    },
    name: (code) => (code === ALL ? words.text("all.areas") : (names.get(code) ?? code)),
    isPlaced: !loaded.run.missing.includes("gap.csv"),
  };
  return (
    <AppContext.Provider value={app}>
      <Shown />
    </AppContext.Provider>
  );
}

// Shown is the page of one view.
function Shown() {
  const { run, words, view, areas, isPlaced } = useApp();
  const { scenario, level, lang } = view;
  const gap = useRows<GapRow>("gap", { scenario, level });
  const findings = useRows<Finding>("findings", { scenario, level, lang });
  const legends = useJSON<Record<string, Legend>>("legend", { level });
  const plan = useJSON<Plan>(run.missing.includes("plan.json") ? null : "plan", { lang });
  const forecast = useRows<ForecastRow>("forecast", { scenario, area: view.area || ALL });

  const title = [lang === "en" && run.title_en ? run.title_en : run.title, words.text(isPlaced ? "page.title" : "page.title.children")].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);

  const rows = useMemo(() => (gap ?? []).filter((g) => g.school_year === view.year && g.level === level), [gap, view.year, level]);
  const each = useMemo(() => rows.filter((g) => g.area_code !== ALL), [rows]);
  const finding = findings?.find((f) => f.year === view.year);
  const own = useMemo(() => (gap ?? []).filter((g) => g.area_code === (view.area || ALL) && g.level === level), [gap, view.area, level]);
  const isMapped = areas.features.some((f) => f.geometry !== null);
  const legend = legends?.[view.measure] ?? null;

  return (
    <>
      <a class="skip" href="#main">
        {words.text("page.skip")}
      </a>
      {run.synthetic && (
        <p class="synthetic">
          <strong>{words.text("page.synthetic")}</strong>
          <span>{words.text("page.synthetic.note")}</span>
        </p>
      )}
      <header class="masthead">
        <p class="title">
          {title.split(" · ").map((part) => (
            <span key={part}>{part}</span>
          ))}
        </p>
        <LanguageToggle />
        <h1 class={`finding ${finding?.kind ?? ""}`} aria-live="polite">
          {finding?.sentence ?? "\u00a0"}
        </h1>
        {isPlaced && <p class="total">{finding?.total || "\u00a0"}</p>}
      </header>
      <Controls />
      <main id="main">
        <div class={`view ${isMapped ? "" : "unmapped"}`}>
          {isMapped && <MapFigure rows={each} legend={legend} plan={plan} finding={finding ?? null} />}
          <Ranking rows={rows} legend={legend} />
          <Panel gap={own} forecast={forecast ?? []} plan={plan} />
        </div>
        <div class="below">
          {plan && <Plans plan={plan} />}
          <Scores />
          <Indicators />
        </div>
      </main>
      <Sources plan={plan} />
    </>
  );
}

function LanguageToggle() {
  const { words, view, change } = useApp();
  const other: Lang = view.lang === "zh" ? "en" : "zh";
  return (
    <div class="tools">
      <button type="button" class="quiet" lang={other === "zh" ? "zh-CN" : "en"} onClick={() => change({ lang: other })}>
        {words.text(`language.${other}`)}
      </button>
    </div>
  );
}
