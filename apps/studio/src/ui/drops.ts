/** Files may be dropped anywhere on the page. */
import { droppedFiles } from '../files/sources.ts'
import type { App } from '../state/app.ts'

export function listenToDrops(app: App): void {
  const end = (): void => document.body.classList.remove('dragging')
  document.addEventListener('dragover', event => {
    event.preventDefault()
    document.body.classList.add('dragging')
  })
  document.addEventListener('dragleave', end)
  document.addEventListener('drop', event => {
    event.preventDefault()
    end()
    if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then(app.opening.open)
  })
}
