/** A process that does tasks of a comparison for another. */
import { serveTasks } from '@cuts/runtime/node'
import { performHere } from './perform.ts'
import type { Setup } from './setup.ts'

serveTasks((setup: Setup, signal) => performHere(setup, signal))
