import { expect, test } from 'vitest'
import { html, trusted } from './markup.ts'

test('everything put into a template is escaped unless it is markup', () => {
  const name = `<img src=x onerror="alert('1')">&`
  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
  )
  expect(
    html`<ul>${['a', '<'].map(item => html`<li>${item}</li>`)}${undefined}${0}${trusted('<hr>')}</ul>`.markup,
  ).toBe('<ul><li>a</li><li>&lt;</li>0<hr></ul>')
})
