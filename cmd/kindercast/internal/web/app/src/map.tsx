import { Map as GLMap, type GeoJSONSource, NavigationControl, Popup, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Action, Areas, Finding, GapRow, Legend, Measure, Plan, SiteRow } from "./api";
import { useApp, useRows } from "./app";
import { Caption, useCaption } from "./caption";
import { Segments } from "./controls";
import { LegendKey } from "./legend";
import { isCalm, isNarrow } from "./screen";
import { firstLabels, hatch, isMany, mapStyle, pin, UNSURE } from "./mapstyle";
import { classOf, colourOf, measureOf, UNKNOWN, unsure } from "./measure";
import { actionCard, isBuilding, isPlace, Sign } from "./plan";
import { poster } from "./poster";
import { saveBlob } from "./save";
import { chance, gapWord, inline, levelWord, shortName, whole, type Words } from "./words";

setWorkerUrl(workerUrl);

const ACTIONS = ["new", "open", "reopen", "expand", "convert", "rebuild", "close"];

interface Props {
  rows: GapRow[];
  legend: Legend | null;
  plan: Plan | null;
  finding: Finding | null;
}

// MapFigure is the map of one view: areas coloured by a measure, hatched where
// unsure, with the plan's pins and, if asked for, the sites.
export function MapFigure({ rows, legend, plan, finding }: Props) {
  const app = useApp();
  const { run, words, view, change, areas, isPlaced } = app;
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<GLMap | null>(null);
  const [withSites, setWithSites] = useState(false);
  const [withPlan, setWithPlan] = useState(true);
  const [tip, setTip] = useState<{ x: number; y: number; code: string } | null>(null);
  const sites = useRows<SiteRow>(withSites ? "sites" : null);
  const caption = useCaption();
  const pins = useMemo(() => (plan?.actions ?? []).filter((a) => isPlace(a) && isBuilding(a) && a.year <= view.year), [plan, view.year]);

  const signs = ACTIONS.filter((kind) => pins.some((a) => a.action === kind));

  // The map is made once for a language; its own words cannot change later.
  useEffect(() => {
    const made = new GLMap({
      container: box.current!,
      style: mapStyle(areas),
      bounds: areas.bbox as [number, number, number, number],
      fitBoundsOptions: { padding: 18 },
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 17,
      fadeDuration: 0,
      locale: mapWords(words),
      localIdeographFontFamily: "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif",
      canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true },
    });
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), "top-right");
    made.on("load", () => {
      made.addImage("hatch", hatch(), { pixelRatio: 2 });
      made.addLayer(UNSURE, "edge");
      made.setFilter("labels", firstLabels(areas, made.getZoom()));
      for (const a of ACTIONS) made.addImage(`pin-${a}`, pin(a), { pixelRatio: 2 });
      setMap(made);
    });
    const fit = () => {
      made.resize();
      made.fitBounds(areas.bbox as [number, number, number, number], { padding: 18, animate: false });
    };
    window.addEventListener("beforeprint", fit);
    window.addEventListener("afterprint", fit);
    return () => {
      window.removeEventListener("beforeprint", fit);
      window.removeEventListener("afterprint", fit);
      setMap(null);
      made.remove();
    };
  }, [areas, view.lang]);

  useEffect(() => {
    if (!map || !legend) return;
    paintAreas(map, rows, legend, view.measure, areas, words);
  }, [map, rows, legend, view.measure, areas, words]);

  useEffect(() => {
    map?.setFilter("chosen", ["==", ["get", "area_code"], view.area]);
  }, [map, view.area]);

  useEffect(() => {
    if (!map) return;
    setPoints(map, "sites", withSites ? (sites ?? []).map((s) => ({ at: [s.lon, s.lat], properties: { code: s.site_code } })) : []);
    map.setLayoutProperty("sites", "visibility", withSites ? "visible" : "none");
  }, [map, sites, withSites]);

  useEffect(() => {
    if (!map) return;
    const shown = withPlan ? pins : [];
    setPoints(
      map,
      "pins",
      shown.map((a, i) => ({
        at: [a.lon!, a.lat!],
        properties: { icon: `pin-${ACTIONS.includes(a.action) ? a.action : "new"}`, index: i, order: -a.lat! },
      })),
    );
    const open = (e: { point: { x: number; y: number } }) => {
      const hit = map.queryRenderedFeatures([e.point.x, e.point.y], { layers: ["pins"] })[0];
      const action = hit && shown[Number(hit.properties.index)];
      if (action) showAction(map, action, app);
      return Boolean(action);
    };
    const click = (e: { point: { x: number; y: number } }) => {
      if (open(e)) return;
      const hit = map.queryRenderedFeatures([e.point.x, e.point.y], { layers: ["fill"] })[0];
      const code = (hit?.properties.area_code as string | undefined) ?? "";
      change({ area: code === view.area ? "" : code });
      if (code && code !== view.area && isNarrow()) document.querySelector(".panel")?.scrollIntoView({ block: "start", behavior: isCalm() ? "auto" : "smooth" });
    };
    const move = (e: { point: { x: number; y: number } }) => {
      const onPin = map.queryRenderedFeatures([e.point.x, e.point.y], { layers: ["pins"] }).length > 0;
      const hit = map.queryRenderedFeatures([e.point.x, e.point.y], { layers: ["fill"] })[0];
      const code = (hit?.properties.area_code as string | undefined) ?? "";
      map.getCanvas().style.cursor = onPin || code ? "pointer" : "";
      map.setFilter("hover", ["==", ["get", "area_code"], code]);
      setTip(code && !onPin ? { ...e.point, code } : null);
    };
    const leave = () => setTip(null);
    map.on("click", click);
    map.on("mousemove", move);
    map.on("mouseout", leave);
    return () => {
      map.off("click", click);
      map.off("mousemove", move);
      map.off("mouseout", leave);
    };
  }, [map, pins, withPlan, app]);

  // The list of actions asks for one to be shown.
  useEffect(() => {
    if (!map) return;
    const show = (e: Event) => showAction(map, (e as CustomEvent<Action>).detail, app);
    window.addEventListener("show-action", show);
    return () => window.removeEventListener("show-action", show);
  }, [map, app]);

  const title = words.sentence("plain.map", { year: view.year, level: inline(words, levelWord(words, view.level)), measure: words.text(isPlaced ? `measure.${view.measure}` : "measure.children") });
  const tipped = tip && rows.find((r) => r.area_code === tip.code);
  const save = async () => {
    if (!map || !legend) return;
    await sharpen(map, 3);
    const image = await poster({ map: map.getCanvas(), signs: withPlan ? signs : [], words, title, finding, legend, measure: view.measure, caption, synthetic: run.synthetic, attribution: run.attribution, rows, name: app.name });
    await sharpen(map, window.devicePixelRatio);
    saveBlob(image, `${view.year}-${levelWord(words, view.level)}.png`);
  };
  return (
    <figure class="mapfigure" aria-labelledby="map-title">
      <div class="head">
        <h2 id="map-title">{title}</h2>
        {isPlaced && (
          <Segments
            quiet
            legend={words.text("control.measure")}
            name="measure"
            options={(["gap", "demand", "places"] as Measure[]).map((m) => ({ value: m, word: words.text(`measure.${m}`) }))}
            chosen={view.measure}
            choose={(m) => change({ measure: m as Measure })}
          />
        )}
      </div>
      <div class="mapbox">
        <div class="map" ref={box} data-ready={map && legend ? "yes" : "no"} role="application" aria-label={`${title}. ${words.text("panel.hint")}`} />
        {tipped && (
          <p class="tip" style={{ left: `${tip.x}px`, top: `${tip.y}px` }} aria-hidden="true">
            <strong>{app.name(tip.code)}</strong>
            <span>{words.text(isPlaced ? "column.demand" : "column.children")} {whole(tipped.demand_mean)}</span>
            {tipped.places !== null && <span>{words.text("column.places")} {whole(tipped.places)}</span>}
            {tipped.p_shortage !== null && (
              <span>{gapWord(words, tipped)} · {words.text("column.p_shortage")} {chance(tipped.p_shortage)}</span>
            )}
          </p>
        )}
      </div>
      <div class="mapfoot">
        {legend && <LegendKey legend={legend} measure={view.measure} />}
        <div class="checks">
          {plan && (
            <label>
              <input type="checkbox" checked={withPlan} onChange={(e) => setWithPlan(e.currentTarget.checked)} />
              {words.text("control.plan")}
            </label>
          )}
          {!run.missing.includes("sites.csv") && (
            <label>
              <input type="checkbox" checked={withSites} onChange={(e) => setWithSites(e.currentTarget.checked)} />
              {words.text("control.sites")}
            </label>
          )}
          {withPlan && signs.length > 0 && (
            <p class="signs">
              {signs.map((a) => (
                <span key={a}>
                  <Sign action={a} />
                  {words.or(`action.${a}`, a)}
                </span>
              ))}
            </p>
          )}
          <button type="button" class="quiet" onClick={save}>
            {words.text("page.export")}
          </button>
          <button type="button" class="quiet" onClick={() => window.print()}>
            {words.text("page.print")}
          </button>
        </div>
      </div>
      <figcaption>
        <Caption />
        {run.attribution.length > 0 && <p class="caption">{run.attribution.join(" · ")}</p>}
      </figcaption>
    </figure>
  );
}

// sharpen redraws the map with so many dots to a pixel.
function sharpen(map: GLMap, ratio: number): Promise<void> {
  return new Promise((done) => {
    map.once("idle", () => done());
    map.setPixelRatio(ratio);
    map.triggerRepaint();
  });
}

// isDarkClass reports whether white words stand better on a class's colour: at the
// ends of the gap's palette, and in the two darkest of the others.
function isDarkClass(legend: Legend, i: number, measure: Measure): boolean {
  const last = legend.colours.length - 1;
  return measure === "gap" ? i === 0 || i === last : i >= last - 1;
}

// paintAreas colours the areas and writes their labels.
function paintAreas(map: GLMap, rows: GapRow[], legend: Legend, measure: Measure, areas: Areas, words: Words) {
  const byCode = new Map(rows.map((r) => [r.area_code, r]));
  const colours = rows.flatMap((r) => [r.area_code, colourOf(legend, r, measure)]);
  map.setPaintProperty("fill", "fill-color", colours.length > 0 ? (["match", ["get", "area_code"], ...colours, UNKNOWN] as never) : UNKNOWN);
  const doubtful = measure === "gap" ? rows.filter(unsure).map((r) => r.area_code) : [];
  map.setFilter("unsure", ["in", ["get", "area_code"], ["literal", doubtful]]);
  const points = areas.features.flatMap((f) => {
    const row = byCode.get(f.properties.area_code);
    const x = row ? measureOf(row, measure) : null;
    if (!f.properties.label) return [];
    const isDark = x !== null && !isMany(areas) && isDarkClass(legend, classOf(legend, x), measure);
    return [
      {
        at: f.properties.label,
        properties: {
          name: shortName(f.properties.area_name),
          value: x === null ? "" : measure === "gap" ? gapWord(words, row!) : whole(x),
          order: x === null ? 1e9 : -x,
          rank: 0,
          ink: isDark ? "#ffffff" : "#17212b",
          halo: isDark ? "rgba(23,33,43,0.35)" : "rgba(255,255,255,0.75)",
        },
      },
    ];
  });
  points.sort((a, b) => a.properties.order - b.properties.order);
  for (const [i, p] of points.entries()) p.properties.rank = i;
  setPoints(map, "labels", points);
}

interface Place {
  at: number[];
  properties: Record<string, string | number>;
}

function setPoints(map: GLMap, source: string, places: Place[]) {
  const to = map.getSource(source) as GeoJSONSource | undefined;
  void to?.setData({
    type: "FeatureCollection",
    features: places.map((p) => ({ type: "Feature", geometry: { type: "Point", coordinates: p.at }, properties: p.properties })),
  });
}

// showAction opens the reasons of an action at its place.
function showAction(map: GLMap, action: Action, app: ReturnType<typeof useApp>) {
  if (action.lon === null || action.lat === null) return;
  for (const old of document.querySelectorAll(".maplibregl-popup")) old.remove();
  const popup = new Popup({ offset: 30, maxWidth: "340px", className: "reason" });
  popup.setLngLat([action.lon, action.lat]).setDOMContent(actionCard(action, app)).addTo(map);
  if (!map.getBounds().contains([action.lon, action.lat])) map.easeTo({ center: [action.lon, action.lat], animate: !isCalm() });
}

// mapWords are the words of the map's own buttons.
function mapWords(words: Words): Record<string, string> {
  return {
    "Map.Title": words.text("section.map"),
    "NavigationControl.ZoomIn": words.text("map.zoom_in"),
    "NavigationControl.ZoomOut": words.text("map.zoom_out"),
    "Popup.Close": words.text("map.close"),
    "CooperativeGesturesHandler.WindowsHelpText": words.text("map.gesture.ctrl"),
    "CooperativeGesturesHandler.MacHelpText": words.text("map.gesture.command"),
    "CooperativeGesturesHandler.MobileHelpText": words.text("map.gesture.fingers"),
  };
}
