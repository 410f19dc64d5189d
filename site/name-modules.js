/** Names the modules of the reference as they are imported: `@cuts/core/selection`, not `core/src/selection`. */
import { Converter } from 'typedoc'

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, context => {
    for (const module of context.project.children ?? [])
      module.name = `@cuts/${module.name.replace(/\/src(?=\/|$)/, '').replace(/\/index$/, '')}`
  })
}
