import { useApp } from "./app";
import { levelWord, scenarioWord } from "./words";

// Controls choose the level, the year and the scenario of the whole page.
export function Controls() {
  const { run, words, view, change, isPlaced } = useApp();
  return (
    <div class="controls" role="group" aria-label={words.text("plain.choose")}>
      <Segments
        legend={words.text(isPlaced ? "control.level" : "control.age")}
        name="level"
        options={run.levels.map((l) => ({ value: l, word: levelWord(words, l), hint: words.or(`level.hint.${l}`, "") }))}
        chosen={view.level}
        choose={(level) => change({ level })}
      />
      <YearSlider />
      {run.scenarios.length > 1 && (
        <label class="field">
          <span class="legend">{words.text("control.scenario")}</span>
          <select value={view.scenario} onChange={(e) => change({ scenario: e.currentTarget.value })}>
            {run.scenarios.map((s) => (
              <option key={s} value={s}>
                {scenarioWord(words, s)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

interface Option {
  value: string;
  word: string;
  hint?: string;
}

// Segments is a choice of one among few, all in sight.
export function Segments(p: { legend: string; name: string; options: Option[]; chosen: string; choose: (value: string) => void; quiet?: boolean }) {
  return (
    <fieldset class={`segments ${p.quiet ? "bare" : ""}`}>
      <legend class="legend">{p.legend}</legend>
      <div>
        {p.options.map((o) => (
          <label key={o.value} title={o.hint}>
            <input type="radio" name={p.name} value={o.value} checked={o.value === p.chosen} onChange={() => p.choose(o.value)} />
            <span>{o.word}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

// YearSlider moves through the forecast years; arrow keys work on it, and each
// year below it is a mark to press.
function YearSlider() {
  const { run, words, view, change, isPlaced } = useApp();
  const years = run.years;
  const at = years.findIndex((y) => y.year === view.year);
  if (years.length < 2) return null;
  return (
    <div class="field years">
      <label class="legend" for="year">
        {words.text(isPlaced ? "control.year" : "control.when")}
      </label>
      <div class="slider">
        <input
          id="year"
          type="range"
          min={0}
          max={years.length - 1}
          step={1}
          value={at}
          aria-valuetext={words.sentence(isPlaced ? "control.year.value" : "control.year.when", { year: view.year })}
          onInput={(e) => change({ year: years[Number(e.currentTarget.value)]!.year })}
        />
        <div class="ticks">
          {years.map((y) => (
            <button
              type="button"
              key={y.year}
              tabIndex={-1}
              class={y.year === view.year ? "now" : ""}
              aria-hidden="true"
              onClick={() => change({ year: y.year })}
            >
              {y.year}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}
