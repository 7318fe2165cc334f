// A chart of uPlot in the page's colours. Drawn anew when the theme changes; as wide as its place.
/* global uPlot */
import { el, fill } from "../dom.js";

const HEIGHT = 200;

// series: [{title, tone, value(number)}], in the order of the data's columns after the times.
export class Chart {
  #plot = null;
  #data = null;

  // `unit(number)` writes a number; the axis goes up to `least` at least.
  constructor(label, series, { unit, least }) {
    Object.assign(this, { series, unit, least, range: null });
    this.place = el("div", { class: "plot", role: "img", "aria-label": label });
    this.probe = el("span", { class: "probe", "aria-hidden": "true" });
    this.element = el("div", { class: "chart" }, this.place, this.probe);
    this.onTheme = () => this.#draw();
    document.addEventListener("canceld:theme", this.onTheme);
    this.observer = new ResizeObserver(() => this.#fit());
    this.observer.observe(this.place);
  }

  // `range` is [from, until] of what is asked for, whether or not all of it was observed; `said` is for those who do
  // not see the lines.
  show(data, range, said) {
    this.#data = data;
    this.range = range;
    this.place.setAttribute("aria-label", said);
    if (this.#plot) this.#plot.setData(data);
    else this.#draw();
  }

  close() {
    document.removeEventListener("canceld:theme", this.onTheme);
    this.observer.disconnect();
    this.#plot?.destroy();
  }

  #fit() {
    const width = this.place.clientWidth;
    if (width === 0 || !this.#data) return;
    if (this.#plot) this.#plot.setSize({ width, height: HEIGHT });
    else this.#draw();
  }

  #colour(tone) {
    this.probe.className = `probe tone-${tone}`;
    return getComputedStyle(this.probe).color;
  }

  #draw() {
    const width = this.place.clientWidth;
    if (width === 0 || !this.#data) return;
    this.#plot?.destroy();
    fill(this.place);
    this.#plot = new uPlot(this.#options(width), this.#data, this.place);
  }

  #said(number) {
    return number === null || number === undefined ? "–" : this.unit(number);
  }

  #options(width) {
    const axis = this.#colour("axis");
    const colours = this.series.map(({ tone }) => this.#colour(tone));
    const grid = { stroke: this.#colour("grid"), width: 1 };
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axes = { stroke: axis, font, grid, ticks: { show: false } };
    return {
      width,
      height: HEIGHT,
      cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
      legend: { live: true, markers: { width: 0, fill: (_plot, index) => colours[index - 1] } },
      scales: {
        x: { range: () => this.range },
        y: { range: (_plot, _low, high) => [0, Math.max(this.least, (high ?? 0) * 1.15)] },
      },
      axes: [
        { ...axes, space: 70, values: (_plot, times) => times.map(clockOf) },
        { ...axes, size: 58, space: 36, values: (_plot, numbers) => numbers.map((number) => this.unit(number)) },
      ],
      series: [
        { label: "Time", value: (_plot, at) => (at ? clockOf(at, true) : "now") },
        ...this.series.map(({ title, dash }, index) => ({
          label: title,
          stroke: colours[index],
          dash,
          width: 1.8,
          points: { show: false },
          spanGaps: false,
          value: (plot, number, line, index) => this.#said(index === null ? lastOf(plot.data[line]) : number),
        })),
      ],
    };
  }
}

// Nothing is pointed at: what was observed last.
function lastOf(numbers) {
  return numbers.findLast((number) => number !== null && number !== undefined) ?? null;
}

const minutes = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function clockOf(at, exact = false) {
  return (exact === true ? seconds : minutes).format(new Date(at * 1000));
}
