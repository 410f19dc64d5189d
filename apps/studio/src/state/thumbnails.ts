/** Small pictures of the open images, made one after the other while nothing else is read. */
import { type Image, replaceNonFinite, sliceOf, type Volume } from '@cuts/core'
import { displayWindow } from '@cuts/runtime/pictures'
import { effect, signal } from '@preact/signals'
import { fit } from '../view/camera.ts'
import { paintImage, pyramidOf } from '../view/paint-image.ts'
import type { Studio } from './studio.ts'

export interface Thumbnail {
  readonly width: number
  readonly height: number
  /** 0xAABBGGRR. */
  readonly pixels: Uint32Array
}

/** Longest side, pixels of the screen. */
const side = 96

export function thumbnailOf(image: Image): Thumbnail {
  const scale = side / Math.max(image.width, image.height)
  const view = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  }
  const pixels = new Uint32Array(view.width * view.height)
  const whole = fit(image, view)
  const camera = { scale: whole.scale / 0.94, x: 0, y: 0 }
  paintImage(pixels, view, pyramidOf(image), camera, displayWindow(image), 0)
  return { ...view, pixels }
}

export function createThumbnails(studio: Studio, whole: (id: string) => Promise<Volume>) {
  const thumbnails = signal<ReadonlyMap<string, Thumbnail>>(new Map())
  let isBusy = false
  const work = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    for (;;) {
      const next = studio.images.value.find(({ id }) => !thumbnails.value.has(id))
      if (next === undefined) break
      const volume = await whole(next.id).catch(() => undefined)
      const image = volume && replaceNonFinite(sliceOf(volume, volume.depth >> 1)).image
      const made = image === undefined ? { width: 1, height: 1, pixels: new Uint32Array(1) } : thumbnailOf(image)
      thumbnails.value = new Map(thumbnails.value).set(next.id, made)
    }
    isBusy = false
  }
  effect(() => {
    // One image needs no row of pictures.
    if (studio.images.value.length > 1) void work()
  })
  return thumbnails
}
