/** The answers to lists of keys, which are XML. */

export interface Listed {
  readonly key: string
  readonly bytes: number
}

export interface ListedPage {
  readonly entries: readonly Listed[]
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined
}

/** Reads a page of ListObjectsV2 that was asked for with `encoding-type=url`. */
export function parseListing(xml: string): ListedPage {
  const entries = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, text]) => ({
    key: decodeURIComponent(fieldOf(text!, 'Key').replaceAll('+', '%20')),
    bytes: Number(fieldOf(text!, 'Size')),
  }))
  const isCut = fieldOf(xml, 'IsTruncated') === 'true'
  return { entries, next: isCut ? fieldOf(xml, 'NextContinuationToken') : undefined }
}

function fieldOf(xml: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml) ?? []
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
