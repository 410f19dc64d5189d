/** How the run was made: times and all settings, so that it can be repeated. */
import type { Summary } from '@cuts/runtime'
import { html, type Markup } from '../drawing/markup.ts'
import { duration, median } from '../words/quantities.ts'

export function renderTimings(summary: Summary): Markup {
  const { images, seconds } = summary
  const stages = (['embed', 'condense', 'total'] as const).map(stage => {
    const values = images.map(image => image.seconds[stage])
    return { stage, median: median(values), longest: Math.max(...values) }
  })
  const names = { embed: 'Embed', condense: 'Condense', total: 'All of one image' }
  return html`
<section id="time" aria-labelledby="time-title">
  <h2 id="time-title">Time</h2>
  <div class="columns">
  <table>
    <caption>Whole run</caption>
    <thead><tr><th scope="col">Part</th><th scope="col">Time</th></tr></thead>
    <tbody>
      ${summary.train === undefined ? undefined : timeRow(summary.train.steps === 0 ? 'Encoder' : 'Training', seconds.train)}
      ${timeRow('Segmentation', seconds.segment)}
      ${timeRow('Total', seconds.total)}
    </tbody>
  </table>
  ${
    images.length === 0
      ? undefined
      : html`<table>
    <caption>One image</caption>
    <thead><tr><th scope="col">Stage</th><th scope="col">Median</th><th scope="col">Longest</th></tr></thead>
    <tbody>${stages.map(
      ({ stage, median: middle, longest }) =>
        html`<tr><th scope="row">${names[stage]}</th><td>${duration(middle)}</td><td>${duration(longest)}</td></tr>`,
    )}</tbody>
  </table>`
  }
  </div>
</section>`
}

export function renderSettings(summary: Summary): Markup {
  const run = [
    ['version', summary.version],
    ['preset', summary.preset],
    ['seed', summary.seed],
    ['device', summary.device],
    ['threads', summary.threads],
  ] as const
  return html`
<section id="settings" aria-labelledby="settings-title">
  <h2 id="settings-title">Settings</h2>
  <p>The same images, settings, seed and version give the same results on the same device.</p>
  <div class="settings">
    ${settingsTable('run', run)}
    ${Object.entries(summary.settings).map(([stage, values]) => settingsTable(stage, Object.entries(values)))}
  </div>
</section>`
}

function timeRow(name: string, seconds: number): Markup {
  return html`<tr><th scope="row">${name}</th><td>${duration(seconds)}</td></tr>`
}

function settingsTable(stage: string, values: readonly (readonly [string, string | number | boolean])[]): Markup {
  return html`<table>
      <caption>${stage}</caption>
      <thead class="hidden"><tr><th scope="col">Setting</th><th scope="col">Value</th></tr></thead>
      <tbody>${values.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${String(value)}</td></tr>`)}</tbody>
    </table>`
}
