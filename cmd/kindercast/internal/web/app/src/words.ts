import type { GapRow, Lang } from "./api";
import { isLikely, measureOf } from "./measure";

// Words are the labels of one language, read from the server's table.
export class Words {
  constructor(
    readonly lang: Lang,
    private readonly table: Record<string, string>,
  ) {}

  // text returns the words of a key; a key without words is shown as it is.
  text(key: string): string {
    return this.table[key] ?? key;
  }

  has(key: string): boolean {
    return key in this.table;
  }

  // or returns the words of a key, or other where there are none.
  or(key: string, other: string): string {
    return this.table[key] ?? other;
  }

  // sentence returns the words of a key with every {name} replaced.
  sentence(key: string, values: Record<string, string | number>): string {
    return this.text(key).replace(/\{([a-z_0-9]+)\}/g, (place, name: string) => String(values[name] ?? place));
  }
}

// whole writes a number of children or places to the nearest whole, in groups
// of three.
export function whole(x: number): string {
  const n = Math.sign(x) * Math.round(Math.abs(x));
  const digits = Math.abs(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
  return n < 0 ? `−${digits}` : digits;
}

// difference writes a change with its sign.
export function difference(x: number): string {
  return x > 0 ? `+${whole(x)}` : whole(x);
}

// chance writes a probability in per cent. A simulation never knows that
// something is sure, so the ends are <1% and >99%.
export function chance(p: number | null): string {
  if (p === null) return "–";
  if (p < 0.01) return "<1%";
  if (p > 0.99) return ">99%";
  return `${Math.round(p * 100)}%`;
}

// orDash words a number that may not be known.
export function orDash(x: number | null | undefined, word: (x: number) => string = whole): string {
  return x === null || x === undefined ? "–" : word(x);
}

// gapWord words the gap of a row: 缺 84, 或缺 30, 余 12 or 正好; a dash where it
// is not known.
export function gapWord(words: Words, row: GapRow): string {
  const gap = measureOf(row, "gap");
  if (gap === null) return "–";
  const n = whole(Math.abs(gap));
  if (n === "0") return words.text("gap.even");
  if (gap < 0) return words.sentence("gap.spare", { n });
  return words.sentence(isLikely(row) ? "gap.short" : "gap.maybe", { n });
}

// gapRange words a range of gaps, its ends rounded away from its middle.
export function gapRange(words: Words, low: number, high: number): string {
  const [lo, hi] = [Math.floor(low), Math.ceil(high)];
  if (lo >= 0) return words.sentence("range.short_to_short", { lo: whole(lo), hi: whole(hi) });
  if (hi <= 0) return words.sentence("range.spare_to_spare", { lo: whole(-hi), hi: whole(-lo) });
  return words.sentence("range.spare_to_short", { lo: whole(-lo), hi: whole(hi) });
}

// outward writes a range with its ends rounded away from its middle.
export function outward(low: number, high: number): string {
  return `${whole(Math.floor(low))}–${whole(Math.ceil(high))}`;
}

// percent writes a number that is in per cent already.
export function percent(x: number | null, digits = 1): string {
  return x === null ? "–" : `${x.toFixed(digits).replace("-", "−")}%`;
}

// levelWord names a class level, or the age where the run has no places.
export function levelWord(words: Words, level: string): string {
  return words.or(`level.${level}`, words.text(`age.${level}`));
}

// inline sets a space before a word that begins with a figure, as Chinese does
// within a line: 街道 2–5 岁.
export function inline(words: Words, word: string): string {
  return words.lang === "zh" && /^\d/.test(word) ? ` ${word}` : word;
}

// scenarioWord names a scenario; one of the bureau's own keeps its name.
export function scenarioWord(words: Words, scenario: string): string {
  return words.or(`scenario.${scenario}`, scenario);
}

// shortName leaves 街道, which every subdistrict's name ends in, off a label.
export function shortName(name: string): string {
  return name.endsWith("街道") && name.length > 2 ? name.slice(0, -2) : name;
}
