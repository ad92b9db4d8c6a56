import type { GapRow } from "./api";
import { measureOf } from "./measure";
import type { View } from "./view";
import { levelWord, type Words } from "./words";

// csvCell writes a cell; one that a spreadsheet would take for a formula gets
// an apostrophe, unless it is a number.
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(Math.round(value * 1000) / 1000);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// tableCSV writes the table of one view with the page's heads, for Excel.
export function tableCSV(words: Words, rows: readonly GapRow[], name: (code: string) => string): string {
  const heads = ["area_code", "area", "demand", "q10", "q90", "places_rooms", "places_area", "places_open", "places", "gap", "p_shortage"];
  const lines = [heads.map((h) => csvCell(words.or(`column.${h}`, h))).join(",")];
  for (const r of rows)
    lines.push(
      [
        r.area_code,
        name(r.area_code),
        r.demand_mean,
        r.demand_q10,
        r.demand_q90,
        r.places_rooms,
        r.places_area,
        r.places_open,
        r.places,
        measureOf(r, "gap"),
        r.p_shortage,
      ]
        .map(csvCell)
        .join(","),
    );
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

export function saveTable(words: Words, view: View, rows: readonly GapRow[], name: (code: string) => string): void {
  saveBlob(new Blob([tableCSV(words, rows, name)], { type: "text/csv" }), `${view.year}-${levelWord(words, view.level)}-${view.scenario}.csv`);
}

// saveBlob hands a file to the browser to keep.
export function saveBlob(blob: Blob, fileName: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
