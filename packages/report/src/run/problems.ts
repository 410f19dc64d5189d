/** Failures and notices of a run. */
import { tellRemedies } from '@cuts/core'
import type { Summary } from '@cuts/runtime'
import { html, type Markup } from '../drawing/markup.ts'

export function renderFailed({ failed }: Summary): Markup | undefined {
  if (failed.length === 0) return undefined
  return html`
<section id="failed" aria-labelledby="failed-title">
  <h2 id="failed-title">Images that failed</h2>
  <div class="scroll" tabindex="0" role="region" aria-label="Table of failed images">
  <table class="texts">
    <caption>The run went on without them.</caption>
    <thead><tr><th scope="col">File</th><th scope="col">What happened</th><th scope="col">What to do</th></tr></thead>
    <tbody>${failed.map(
      failed =>
        html`<tr><th scope="row"><bdi>${failed.path}</bdi></th><td>${failed.error}</td><td>${tellRemedies(failed) ?? '–'}</td></tr>`,
    )}</tbody>
  </table>
  </div>
</section>`
}

export function renderNotices({ notices }: Summary): Markup | undefined {
  if (notices.length === 0) return undefined
  return html`
<section id="notices" aria-labelledby="notices-title">
  <h2 id="notices-title">Notices</h2>
  <ul>${notices.map(notice => html`<li>${notice}</li>`)}</ul>
</section>`
}
