/** The page: the image first, everything else around it. */
import { useEffect } from 'preact/hooks'
import type { App } from '../state/app.ts'
import { Dialogs } from './dialogs.tsx'
import { Filmstrip, Slices } from './filmstrip.tsx'
import { Granularity } from './granularity.tsx'
import { History } from './history.tsx'
import { ImageView } from './image-view.tsx'
import { Labels } from './labels.tsx'
import { PlanesPanel } from './planes-panel.tsx'
import { PlotPanel } from './plot-panel.tsx'
import { RunPanel } from './run-panel.tsx'
import { ShapePanel } from './shape-panel.tsx'
import { StatusLine } from './status.tsx'
import { Toolbar, ToolOptions } from './toolbar.tsx'
import { TopBar } from './top-bar.tsx'
import { TreePanel } from './tree-panel.tsx'
import { Welcome } from './welcome.tsx'
import { WindowPanel } from './window-panel.tsx'
import { language, words } from './words/index.ts'
import { ScaleBar, Zoom } from './zoom.tsx'

export function Page({ app }: { readonly app: App }) {
  const t = words.value
  const isOpen = app.studio.shown.value !== undefined
  useEffect(() => {
    document.documentElement.lang = language.value
  }, [language.value])
  return (
    <div class={isOpen ? 'page open' : 'page'}>
      <TopBar app={app} />
      <main>
        {isOpen ? (
          <>
            <Toolbar app={app} />
            <div class="middle">
              <ImageView app={app} />
              <ScaleBar app={app} />
              <Zoom app={app} />
            </div>
            <div class="side">
              <RunPanel app={app} />
              <Labels app={app} />
              <PlanesPanel app={app} />
              <ToolOptions app={app} />
              <TreePanel app={app} />
              <PlotPanel app={app} />
              <ShapePanel app={app} />
              <History app={app} />
              <WindowPanel app={app} />
            </div>
            <div class="below">
              <Slices app={app} />
              <Granularity app={app} />
              <Filmstrip app={app} />
            </div>
          </>
        ) : (
          <Welcome app={app} />
        )}
      </main>
      <footer>
        <StatusLine app={app} />
        <p class="notice">
          <span>{t.private}</span> <span>{t.research}</span>{' '}
          <span>
            <button
              type="button"
              class="link"
              onClick={() => {
                app.studio.settings.panel.value = 'about'
              }}
            >
              {t.about.title}
            </button>
          </span>
        </p>
      </footer>
      <Dialogs app={app} />
    </div>
  )
}
