import type { FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Areas } from "./api";

// FONTS are the families that draw labels; all are local, none is fetched.
export const FONTS = ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "sans-serif"];

const empty: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

// MANY areas do not all carry a label until the map is drawn larger.
const MANY = 60;

export function isMany(areas: Areas): boolean {
  return areas.features.length > MANY;
}

// firstLabels keeps, at the zoom where all areas are in sight, the labels of the
// worst off; drawn larger, more of them; larger still, all.
export function firstLabels(areas: Areas, zoom: number): FilterSpecification {
  if (!isMany(areas)) return true;
  return ["<", ["get", "rank"], ["step", ["zoom"], 14, zoom + 0.7, 80, zoom + 1.7, areas.features.length]];
}

// mapStyle draws areas, then what is unsure of them, then sites and labels. The
// plan's pins come last, so that labels give way to them.
export function mapStyle(areas: Areas): StyleSpecification {
  const many = isMany(areas);
  const shapes = { ...areas, features: areas.features.filter((f) => f.geometry !== null) } as GeoJSON.FeatureCollection;
  return {
    version: 8,
    sources: {
      areas: { type: "geojson", data: shapes },
      labels: { type: "geojson", data: empty },
      sites: { type: "geojson", data: empty },
      pins: { type: "geojson", data: empty },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#ffffff" } },
      { id: "fill", type: "fill", source: "areas", paint: { "fill-color": "#e6e6e3", "fill-antialias": true } },
      { id: "edge", type: "line", source: "areas", layout: { "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": many ? ["interpolate", ["linear"], ["zoom"], 5, 0.15, 9, 0.5, 12, 1.2] : 1.6 } },
      {
        id: "hover",
        type: "line",
        source: "areas",
        filter: ["==", ["get", "area_code"], ""],
        layout: { "line-join": "round" },
        paint: { "line-color": "#17212b", "line-width": 1.2 },
      },
      {
        id: "chosen",
        type: "line",
        source: "areas",
        filter: ["==", ["get", "area_code"], ""],
        layout: { "line-join": "round" },
        paint: { "line-color": "#17212b", "line-width": 2.6 },
      },
      {
        id: "sites",
        type: "circle",
        source: "sites",
        layout: { visibility: "none" },
        paint: {
          "circle-radius": many ? ["interpolate", ["linear"], ["zoom"], 9, 0.7, 11, 1.3, 13, 3, 16, 6] : ["interpolate", ["linear"], ["zoom"], 9, 1.6, 13, 3.4, 16, 6],
          "circle-color": many ? "#17212b" : "#ffffff",
          "circle-stroke-color": many ? "#ffffff" : "#17212b",
          "circle-stroke-width": many ? 0.4 : 1.1,
        },
      },
      {
        id: "labels",
        type: "symbol",
        source: "labels",
        layout: {
          "text-field": ["format", ["get", "name"], { "font-scale": 1 }, "\n", {}, ["get", "value"], { "font-scale": 0.94 }],
          "text-font": FONTS,
          "text-size": ["interpolate", ["linear"], ["zoom"], 9, 9.5, 11, 10, 12, 12.5, 14, 14],
          "text-line-height": 1.18,
          "text-variable-anchor": ["center", "bottom", "top", "left", "right"],
          "text-radial-offset": 0.6,
          "text-justify": "auto",
          "text-padding": many ? 6 : 0,
          "symbol-sort-key": ["get", "order"],
        },
        paint: { "text-color": ["get", "ink"], "text-halo-color": ["get", "halo"], "text-halo-width": 1.4 },
      },
      {
        id: "pins",
        type: "symbol",
        source: "pins",
        layout: {
          "icon-image": ["get", "icon"],
          "icon-anchor": "bottom",
          "icon-allow-overlap": true,
          "icon-padding": 0,
          "symbol-sort-key": ["get", "order"],
        },
      },
    ],
  };
}

// UNSURE is the hatching over what is not yet certain; it goes on the map when
// its pattern is there.
export const UNSURE: LayerSpecification = {
  id: "unsure",
  type: "fill",
  source: "areas",
  filter: ["in", ["get", "area_code"], ["literal", []]],
  paint: { "fill-pattern": "hatch" },
};

// hatch is the pattern of what is not yet certain.
export function hatch(): ImageData {
  return drawn(16, 16, (c) => {
    c.strokeStyle = "rgba(23,33,43,0.42)";
    c.lineWidth = 1.6;
    for (const d of [-16, 0, 16]) {
      c.beginPath();
      c.moveTo(d - 2, 18);
      c.lineTo(d + 18, -2);
      c.stroke();
    }
  });
}

// SIGNS are the marks that tell actions apart without colour.
export const SIGNS: Record<string, string> = { new: "＋", open: "＋", reopen: "＋", nursery: "○", expand: "▲", convert: "⇄", rebuild: "⇄", close: "✕" };

// PIN_COLOUR is the ground of a pin: dark for what adds, pale for what closes.
export function pinInk(action: string): { ground: string; ink: string } {
  return action === "close" ? { ground: "#ffffff", ink: "#17212b" } : { ground: "#17212b", ink: "#ffffff" };
}

// pin draws the sign of an action on a drop whose tip is the place.
export function pin(action: string): ImageData {
  const { ground, ink } = pinInk(action);
  return drawn(48, 60, (c) => {
    c.beginPath();
    c.arc(24, 22, 19, Math.PI * 0.78, Math.PI * 2.22);
    c.lineTo(24, 58);
    c.closePath();
    c.fillStyle = ground;
    c.fill();
    c.lineWidth = 3;
    c.strokeStyle = ground === "#ffffff" ? "#17212b" : "#ffffff";
    c.stroke();
    c.strokeStyle = ink;
    c.fillStyle = ink;
    c.lineWidth = 4.5;
    c.lineCap = "round";
    c.beginPath();
    for (const [x0, y0, x1, y1] of STROKES[action] ?? STROKES.new!) {
      c.moveTo(24 + x0!, 22 + y0!);
      c.lineTo(24 + x1!, 22 + y1!);
    }
    c.stroke();
  });
}

const PLUS = [
  [-8, 0, 8, 0],
  [0, -8, 0, 8],
];
const SWAP = [
  [-8, -4, 8, -4],
  [8, -4, 4, -8],
  [8, 4, -8, 4],
  [-8, 4, -4, 8],
];
const STROKES: Record<string, number[][]> = {
  new: PLUS,
  open: PLUS,
  reopen: PLUS,
  expand: [
    [0, 8, 0, -8],
    [0, -8, -6, -2],
    [0, -8, 6, -2],
  ],
  convert: SWAP,
  rebuild: SWAP,
  close: [
    [-6, -6, 6, 6],
    [-6, 6, 6, -6],
  ],
};

// drawn paints at twice the size it is shown in.
function drawn(width: number, height: number, paint: (c: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const c = canvas.getContext("2d")!;
  paint(c);
  return c.getImageData(0, 0, width, height);
}
