/** What a worker does, in a line. */
import type { WorkerEvent } from '@cuts/queue'

const doing = { train: 'trained', segment: 'segmented', next: 'began the next round', finish: 'finished' } as const

export function tellEvent(event: WorkerEvent): string {
  switch (event.type) {
    case 'ready':
      return `worker ${event.worker} is ready`
    case 'away':
      return `the queue is away, and waited for: ${event.message}`
    case 'done': {
      const failed = event.failed === 0 ? '' : `, ${event.failed} failed`
      const images = event.job === 'train' || event.job === 'next' ? '' : ` ${event.images} images${failed}`
      return `${doing[event.job]}${images} in ${event.seconds.toFixed(1)} s: ${event.out}`
    }
    case 'failed': {
      const next = event.isLast ? 'It is given up.' : 'It is tried again.'
      return `failed: ${[event.message, event.remedy, next].filter(Boolean).join(' ')}`
    }
    default:
      return event satisfies never
  }
}
