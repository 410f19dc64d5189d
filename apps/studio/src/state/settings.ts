/** How the session is looked at and which tool is in hand. None of it is part of the work, so it is not undone. */
import { signal } from '@preact/signals'
import type { Box, Point, Regions, Snap } from '../engine/index.ts'
import type { Camera } from '../view/camera.ts'

/** In the order of their keys, 1 to 9. */
export const tools = ['select', 'regions', 'brush', 'eraser', 'lasso', 'fill', 'threshold', 'box', 'ruler'] as const
export type Tool = (typeof tools)[number]

/** Nodes to be looked at one by one. */
export interface Finder {
  readonly kind: 'proposals' | 'similar'
  readonly regions: Regions
  /** Segments that others are compared to, [segments]; of `similar` only. */
  readonly like?: Uint8Array | undefined
  /** Which is looked at. */
  readonly at: number
}

export function createSettings() {
  return {
    tool: signal<Tool>('select'),
    /** Radius of brush and eraser, image pixels. */
    radius: signal(6),
    /** How far from the intensity where it began a threshold stroke may go, as a share of the display window. */
    tolerance: signal(0.1),
    /** Whether the threshold tool takes everything that is connected instead of what the pen passes. */
    connected: signal(false),
    /** What brush and lasso follow. */
    snap: signal<Snap | 'none'>('none'),
    /** Pixels by which labels are grown, shrunk and smoothed. */
    shapeRadius: signal(2),
    /** Corners of the line that the lasso draws, image positions. */
    outline: signal<readonly Point[]>([]),
    opacity: signal(0.4),
    regionStyle: signal<'outline' | 'fill' | 'none'>('outline'),
    /** Shows the persistent structures in place of a level. */
    structures: signal(false),
    /** Hides labels and regions while a key is held. */
    peeking: signal(false),
    /** Whether a held key moves the image. */
    panning: signal(false),
    camera: signal<Camera>({ scale: 1, x: 0, y: 0 }),
    /** Size of the canvas, device pixels. */
    view: signal({ width: 1, height: 1 }),
    /** Whether the image is fitted whenever the view changes. */
    fitted: signal(true),
    /** Image pixel under the pointer or the keyboard's cursor. */
    hover: signal<{ readonly x: number; readonly y: number } | undefined>(undefined),
    /** Whether the keyboard moved it there. */
    keyboardCursor: signal(false),
    /** Counts what a stroke in progress has drawn. */
    drawn: signal(0),
    /** Pixels under a stroke of the region brush in progress. */
    trail: signal<readonly number[]>([]),
    /** The line that was measured last, image pixels. */
    ruler: signal<readonly [from: Point, to: Point] | undefined>(undefined),
    /** The box being drawn, image pixels. */
    box: signal<Box | undefined>(undefined),
    /** The pixel that was clicked last: the tree panel tells of it while nothing is under the pointer. */
    pointed: signal<{ readonly x: number; readonly y: number } | undefined>(undefined),
    /** The node that a list points at. */
    lit: signal<number | undefined>(undefined),
    finder: signal<Finder | undefined>(undefined),
    /** How far from the label's own mean values similar regions may be. */
    likeness: signal(0.5),
    /** Whether single keys do anything; those who speak to their machine may want none. */
    singleKeys: signal(true),
    panel: signal<'none' | 'help' | 'about' | 'export' | 'reset' | 'run'>('none'),
  }
}
