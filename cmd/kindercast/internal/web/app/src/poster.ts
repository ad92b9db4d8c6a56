import type { Finding, GapRow, Legend, Measure } from "./api";
import { step } from "./legend";
import { SIGNS } from "./mapstyle";
import { measureOf } from "./measure";
import { chance, gapWord, orDash, whole, type Words } from "./words";

export interface Poster {
  map: HTMLCanvasElement;
  words: Words;
  title: string;
  finding: Finding | null;
  legend: Legend;
  measure: Measure;
  caption: string;
  signs: string[]; // kinds of action that have pins on the map
  synthetic: boolean;
  attribution: string[];
  rows: GapRow[];
  name: (code: string) => string;
}

const FAMILY = '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif';

// poster draws the view on one sheet: the sentence, the map, the ten areas at
// the top of its ranking, the legend, and where it all comes from.
export function poster(p: Poster): Promise<Blob> {
  const [width, height, margin] = [1600, 1200, 64];
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const c = canvas.getContext("2d")!;
  const write = (text: string, x: number, y: number, font: string, ink = "#17212b", align: CanvasTextAlign = "left") => {
    c.font = `${font} ${FAMILY}`;
    c.fillStyle = ink;
    c.textAlign = align;
    c.fillText(text, x, y);
  };
  c.fillStyle = "#ffffff";
  c.fillRect(0, 0, width, height);
  let y = 96;
  if (p.synthetic) {
    c.fillStyle = "#fbf1d6";
    c.fillRect(0, 0, width, 48);
    const note = `${p.words.text("page.synthetic")} · ${p.words.text("page.synthetic.note")}`;
    write(note, width / 2, 32, "400 20px", "#17212b", "center");
    y = 124;
  }
  for (const line of wrap(c, p.finding?.sentence ?? p.title, width - 2 * margin, `600 40px ${FAMILY}`)) {
    write(line, margin, y, "600 40px");
    y += 52;
  }
  if (p.finding?.total) write(p.finding.total, margin, y, "400 24px", "#55606c");
  y += 36;

  const foot = height - 150;
  const room = { x: margin, y, width: 900, height: foot - y };
  const scale = Math.min(room.width / p.map.width, room.height / p.map.height);
  c.drawImage(p.map, room.x + (room.width - p.map.width * scale) / 2, room.y, p.map.width * scale, p.map.height * scale);

  const x = 1020;
  write(p.title, x, y + 26, "600 24px");
  const ranked = p.rows
    .filter((r) => measureOf(r, p.measure) !== null)
    .toSorted((a, b) => measureOf(b, p.measure)! - measureOf(a, p.measure)!)
    .slice(0, 14);
  let line = y + 76;
  if (p.measure === "gap") write(p.words.text("column.p_shortage"), width - margin, y + 26, "400 18px", "#55606c", "right");
  for (const r of ranked) {
    const value = measureOf(r, p.measure)!;
    const ink = p.measure !== "gap" || Math.abs(value) < 0.5 ? "#17212b" : value > 0 ? "#a63a16" : "#2d6391";
    write(p.name(r.area_code), x, line, "400 22px");
    write(p.measure === "gap" ? gapWord(p.words, r) : whole(value), x + 380, line, "600 22px", ink, "right");
    if (p.measure === "gap") write(orDash(r.p_shortage, chance), width - margin, line, "400 22px", "#55606c", "right");
    c.fillStyle = "#e6e9ec";
    c.fillRect(x, line + 13, width - margin - x, 1);
    line += 46;
  }

  p.legend.colours.forEach((colour, i) => {
    c.fillStyle = colour;
    c.fillRect(margin + i * 120, foot + 22, 120, 20);
    write(step(p.legend, p.measure, i), margin + i * 120 + 60, foot + 66, "400 18px", "#55606c", "center");
  });
  const after = margin + p.legend.colours.length * 120 + 24;
  if (p.measure === "gap") {
    const key = `← ${p.words.text("legend.spare")}   ${p.words.text("legend.short")} →`;
    write(key, after, foot + 38, "400 18px", "#55606c");
    write(p.words.text("legend.unsure"), after, foot + 66, "400 18px", "#55606c");
  }
  const signs = p.signs.map((a) => `${SIGNS[a] ?? "•"} ${p.words.or(`action.${a}`, a)}`);
  if (signs.length > 0) write(`${p.words.text("legend.action")}: ${signs.join("   ")}`, width - margin, foot + 6, "400 18px", "#55606c", "right");
  write([p.caption, ...p.attribution].join(" · "), margin, height - 44, "400 18px", "#55606c");
  return new Promise((resolve, reject) => canvas.toBlob((b) => (b ? resolve(b) : reject(new Error("no image"))), "image/png"));
}

// wrap breaks a sentence into lines that fit; Chinese breaks anywhere, other
// words between spaces.
export function wrap(c: CanvasRenderingContext2D, text: string, width: number, font: string): string[] {
  c.font = font;
  const lines: string[] = [];
  let line = "";
  for (const part of text.match(/[\p{Script=Han}\p{P}]|[^\p{Script=Han}\p{P}\s]+|\s+/gu) ?? []) {
    if (line !== "" && c.measureText(line + part).width > width) {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else line += part;
  }
  return line === "" ? lines : [...lines, line];
}
