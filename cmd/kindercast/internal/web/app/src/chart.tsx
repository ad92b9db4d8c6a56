import { LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "preact/hooks";
import { useApp } from "./app";
import { isCalm } from "./screen";
import type { Fan } from "./fan";
import { inline, levelWord, orDash, outward, whole } from "./words";

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);

// INKS are the fan's colours: demand as on the map, places as on the map.
export const INKS = { 95: "#dbe9e6", 90: "#dbe9e6", 80: "#b4d3cc", 50: "#82b5aa", middle: "#21655d", places: "#434f86" } as const;

// FanChart draws the ranges of demand over the years against the places.
export function FanChart({ fan, area }: { fan: Fan; area: string }) {
  const { words, view, change, isPlaced } = useApp();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);

  useEffect(() => {
    const made = init(box.current!, null, { renderer: "svg" });
    chart.current = made;
    const fit = new ResizeObserver(() => made.resize());
    fit.observe(box.current!);
    return () => {
      fit.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const c = chart.current!;
    c.setOption(option(), { notMerge: true });
    const jump = (e: { offsetX: number; offsetY: number }) => {
      const at = c.convertFromPixel({ gridIndex: 0 }, [e.offsetX, e.offsetY])?.[0];
      const year = at === undefined ? undefined : fan.years[Math.round(at)];
      if (year !== undefined) change({ year });
    };
    c.getZr().on("click", jump);
    return () => {
      c.getZr()?.off("click", jump);
    };
  }, [fan, words, view.year]);

  function option(): EChartsCoreOption {
    const silent = { type: "line", symbol: "none", silent: true, lineStyle: { opacity: 0 } };
    const bands = fan.bands.flatMap((b) => [
      { ...silent, stack: `band${b.share}`, data: b.low, stackStrategy: "all" },
      {
        ...silent,
        stack: `band${b.share}`,
        stackStrategy: "all",
        data: b.high.map((h, i) => h - b.low[i]!),
        areaStyle: { color: INKS[b.share], opacity: 1 },
      },
    ]);
    const known = fan.places.some((p) => p !== null);
    return {
      animation: !isCalm(),
      animationDuration: 250,
      animationDurationUpdate: 250,
      aria: { enabled: false },
      textStyle: { fontFamily: "inherit" },
      grid: { left: 6, right: 14, top: 14, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        confine: true,
        appendTo: undefined,
        backgroundColor: "#ffffff",
        borderColor: "#c9ced4",
        padding: [6, 10],
        textStyle: { color: "#17212b", fontSize: 12.5 },
        axisPointer: { type: "line", lineStyle: { color: "#8a94a0", type: "solid" } },
        formatter: (points: { dataIndex: number }[]) => tooltip(points[0]?.dataIndex ?? 0),
      },
      xAxis: {
        type: "category",
        data: fan.years.map(String),
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: "#17212b" } },
        axisLabel: { color: "#55606c", fontSize: 12, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        scale: true,
        splitNumber: 4,
        axisLabel: { color: "#55606c", fontSize: 12, formatter: (x: number) => whole(x) },
        splitLine: { lineStyle: { color: "#e6e9ec" } },
      },
      series: [
        ...bands,
        {
          type: "line",
          data: fan.middle,
          symbol: "circle",
          symbolSize: 5,
          lineStyle: { color: INKS.middle, width: 2 },
          itemStyle: { color: INKS.middle },
          markLine: {
            silent: true,
            symbol: "none",
            animation: false,
            label: { show: false },
            lineStyle: { color: "#17212b", type: "dotted", width: 1 },
            data: [{ xAxis: String(view.year) }],
          },
        },
        ...(known
          ? [
              {
                type: "line",
                data: fan.places,
                step: "middle",
                symbol: "none",
                lineStyle: { color: INKS.places, width: 2.4, type: [7, 3] },
                itemStyle: { color: INKS.places },
              },
            ]
          : []),
      ],
    };
  }

  function tooltip(i: number): string {
    const wide = fan.bands.find((b) => b.share === 80)!;
    const lines = [
      `<strong>${fan.years[i]}</strong>`,
      `${words.text(isPlaced ? "panel.demand" : "column.children")} ${whole(fan.middle[i]!)}`,
      `${words.text("fan.band80")} ${outward(wide.low[i]!, wide.high[i]!)}`,
    ];
    if (isPlaced) lines.push(`${words.text("panel.places")} ${orDash(fan.places[i])}`);
    return lines.join("<br>");
  }

  const aria = words.sentence("fan.aria", { area, level: inline(words, levelWord(words, view.level)), years: `${fan.years[0]}–${fan.years.at(-1)}` });
  return (
    <>
      <ul class="fankey" aria-hidden="true">
        {fan.bands.toReversed().map((b) => (
          <li key={b.share}>
            <i style={{ background: INKS[b.share] }} />
            {words.text(`fan.band${b.share}`)}
          </li>
        ))}
        <li>
          <i class="line" style={{ background: INKS.middle }} />
          {words.text("fan.median")}
        </li>
        {isPlaced && (
          <li>
            <i class="dash" style={{ color: INKS.places }} />
            {words.text("fan.places")}
          </li>
        )}
      </ul>
      <div class="fan" ref={box} role="img" aria-label={aria} data-years={fan.years.join(",")} data-middle={fan.middle.join(",")} />
    </>
  );
}
