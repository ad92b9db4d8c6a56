import { useApp } from "./app";
import { scenarioWord } from "./words";

// Caption stands under every figure: scenario, data, run, and whether the data
// are invented.
export function Caption({ scenario = true }: { scenario?: boolean }) {
  return <p class="caption">{useCaption(scenario)}</p>;
}

export function useCaption(scenario = true): string {
  const { run, words, view } = useApp();
  return [
    scenario ? words.sentence("source.scenario", { scenario: scenarioWord(words, view.scenario) }) : "",
    words.sentence("source.vintage", { date: run.as_of }),
    words.sentence("source.run", { run: run.run }),
    run.synthetic ? words.text("page.synthetic") : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
